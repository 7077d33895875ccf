import type { PromptMode } from 'hero-claude-sdk';
import type { Key } from '../terminal/key.ts';
import { editLine, emptyLine, type Line } from '../terminal/line-editor.ts';

export type InputMode = 'answer' | PromptMode;

const modes: readonly PromptMode[] = ['steer', 'queue', 'now'];
const mostHistory = 200;

/** What a key came to, beyond a change of the line. */
export type Typed =
  | { kind: 'submit'; text: string; mode: InputMode }
  | { kind: 'interrupt' }
  | { kind: 'leave' }
  | undefined;

/** The line at the bottom of a live session: what is typed, what it is for, and what was typed before. */
export class PromptLine {
  line: Line = emptyLine;
  readonly #history: string[] = [];
  #at = 0;
  /** What Tab chose; undefined: what fits. */
  #chosen: PromptMode | undefined;

  /** An answer while a question waits, unless Tab chose something else. */
  mode(asked: boolean): InputMode {
    return this.#chosen ?? (asked ? 'answer' : 'steer');
  }

  key(key: Key, asked: boolean): Typed {
    const { name = '', ctrl = false, meta = false } = key;
    if (ctrl && name === 'c') return { kind: 'interrupt' };
    if (ctrl && name === 'd' && this.line.text === '') return { kind: 'leave' };
    if (!ctrl && !meta && (name === 'return' || name === 'enter')) return this.#submit(asked);
    if (name === 'tab') this.#nextMode(asked);
    else if (name === 'up') this.#recall(-1);
    else if (name === 'down') this.#recall(1);
    else this.line = editLine(this.line, key);
    return undefined;
  }

  /** Puts back what could not be sent. */
  restore(text: string): void {
    if (this.line.text === '') this.line = { text, cursor: text.length };
  }

  #submit(asked: boolean): Typed {
    const { text } = this.line;
    if (text.trim() === '') return undefined;
    const mode = this.mode(asked);
    this.line = emptyLine;
    this.#chosen = undefined;
    if (mode !== 'answer') this.#history.push(text);
    if (this.#history.length > mostHistory) this.#history.shift();
    this.#at = this.#history.length;
    return { kind: 'submit', text, mode };
  }

  #nextMode(asked: boolean): void {
    const all: readonly InputMode[] = asked ? ['answer', ...modes] : modes;
    const next = all[(all.indexOf(this.mode(asked)) + 1) % all.length];
    this.#chosen = next === 'answer' || next === undefined ? undefined : next;
  }

  #recall(step: number): void {
    this.#at = Math.min(Math.max(this.#at + step, 0), this.#history.length);
    const text = this.#history[this.#at] ?? '';
    this.line = { text, cursor: text.length };
  }
}

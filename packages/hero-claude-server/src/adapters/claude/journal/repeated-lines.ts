import { createHash } from 'node:crypto';
import {
  type AgentLine,
  blocksOf,
  type JsonObject,
  parseAgentLine,
  textOf,
} from '../../../domain/agent/agent-line.ts';
import type { MessageStore } from '../../store/message-store.ts';

/** The lines of some turns that come before a sequence. */
export interface Said {
  from: number;
  to: number;
  before: number;
}

/** Enough for any honest turn; what comes before is not looked at. */
const maxLines = 2000;

/**
 * The lines of turns that crashes have cut, to tell which lines of the process after it say the same again: the
 * echo of a prompt, what the model answers a second time, a tool that runs a second time.
 */
export class RepeatedLines {
  readonly #seqs = new Map<string, number[]>();

  /** @param again the sequences of lines that were said again already */
  constructor(messages: MessageStore, sessionId: string, said: Said, again: readonly number[]) {
    const done = new Set(again);
    for (const { seq, line, flaw } of messages.ofTurns(sessionId, said, maxLines)) {
      if (seq >= said.before || flaw !== null || done.has(seq)) continue;
      for (const print of printsOf(parseAgentLine(line)))
        this.#seqs.set(print, [...(this.#seqs.get(print) ?? []), seq]);
    }
  }

  /** The sequence of the line that this one repeats; each is repeated once. */
  match(line: AgentLine): number | null {
    for (const print of printsOf(line)) {
      const seqs = this.#seqs.get(print) ?? [];
      // What was said in several attempts and is said again repeats the last of them.
      const seq = seqs.pop();
      if (seq !== undefined) return seq;
    }
    return null;
  }
}

function printsOf({ type, uuid, value }: AgentLine): string[] {
  if (value === null) return [];
  if (type === 'user') return uuid === null || value.isReplay !== true ? [] : [`uuid ${uuid}`];
  if (type !== 'assistant') return [];
  const said = blocksOf(value).flatMap((block) => wordsOf(block) ?? []);
  return said.length === 0 ? [] : [createHash('sha256').update(said.join('\0')).digest('hex')];
}

function wordsOf(block: JsonObject): string | null {
  if (block.type === 'tool_use') return `tool ${textOf(block.name) ?? ''} ${JSON.stringify(block.input)}`;
  return block.type === 'text' ? `text ${textOf(block.text) ?? ''}` : null;
}

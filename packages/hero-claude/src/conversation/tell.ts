import type { Style } from '../output/output.ts';
import { span } from '../output/units.ts';
import { visibleLine, visibleText } from '../output/visible-text.ts';
import { fitLine, wrapText } from '../terminal/fit-text.ts';
import type { Happening, Speaker, Todo, ToolCall } from './happening.ts';
import { markedWords } from './marked-words.ts';
import { outcomeOf, purposeOf } from './tool-words.ts';

export type Level = 'quiet' | 'normal' | 'verbose';

export interface Presentation {
  level: Level;
  style: Style;
  /** undefined in a pipe: lines stay as long as they are. */
  columns: number | undefined;
  /** What goes on is shown elsewhere, so a call is told once it has ended; else when it begins. */
  live: boolean;
}

const linesOfFailure = 6;
const linesOfResult = 40;
const longestRaw = 300;

function indentOf({ depth }: Speaker, style: Style): string {
  return style.dim('│ '.repeat(depth));
}

function paragraph(text: string, indent: string, width: number, { columns }: Presentation): string {
  const lines = columns === undefined ? text.split('\n') : wrapText(text, columns - width);
  return lines.map((line) => `${indent}${line}`).join('\n');
}

function cut(text: string, most: number): string {
  const lines = visibleText(text).split('\n');
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `… ${more} more lines`].join('\n') : lines.join('\n');
}

function callLine(call: ToolCall, mark: string, style: Style): string {
  const outcome = outcomeOf(call);
  const failed = call.outcome?.ok === false;
  return [
    failed ? style.red(mark) : style.green(mark),
    style.bold(visibleLine(call.name)),
    purposeOf(call.name, call.input),
    outcome === '' ? undefined : failed ? style.red(outcome) : style.dim(outcome),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('  ')
    .replace('  ', ' ');
}

function resultLines({ outcome }: ToolCall, level: Level): string | undefined {
  if (outcome === undefined || outcome.text === '') return undefined;
  if (!outcome.ok) return cut(outcome.text, level === 'verbose' ? linesOfResult : linesOfFailure);
  return level === 'verbose' ? cut(outcome.text, linesOfResult) : undefined;
}

/** The list as it stands; one to a line. */
export function todoLines(todos: readonly Todo[], style: Style): string[] {
  return todos.map(({ text, doing, status }) => {
    if (status === 'completed') return style.dim(`[x] ${visibleLine(text)}`);
    return status === 'in_progress' ? style.bold(`[>] ${visibleLine(doing)}`) : `[ ] ${visibleLine(text)}`;
  });
}

function todoSummary(todos: readonly Todo[]): string {
  const done = todos.filter(({ status }) => status === 'completed').length;
  const now = todos.find(({ status }) => status === 'in_progress');
  return `todo: ${done} of ${todos.length} done${now === undefined ? '' : `, now: ${visibleLine(now.doing)}`}`;
}

/** Turns what happens into text for a person, with everything in it that could deceive a terminal escaped. */
export class Teller {
  readonly #presentation: Presentation;
  #lastLabel: string | undefined;
  #told = false;

  constructor(presentation: Presentation) {
    this.#presentation = presentation;
  }

  /** @returns undefined for what this person does not want to see */
  tell(happening: Happening): string | undefined {
    const text = this.#text(happening);
    if (text === undefined) return undefined;
    const { live, level } = this.#presentation;
    const apart =
      happening.kind === 'prompt' ||
      happening.kind === 'failed' ||
      (happening.kind === 'said' && happening.speaker.depth === 0);
    const room = live && level !== 'quiet' && apart && this.#told ? '\n' : '';
    this.#told = true;
    return `${room}${this.#heading(happening)}${text}`;
  }

  #text(happening: Happening): string | undefined {
    const { level, style, live } = this.#presentation;
    if (level === 'quiet') return this.#quiet(happening);
    switch (happening.kind) {
      case 'prompt':
        return this.#lines(visibleText(happening.text), style.green('> '), 2);
      case 'said':
        return this.#words(happening.text, happening.speaker);
      case 'thought':
        return this.#thought(happening);
      case 'call':
        return live ? undefined : this.#call(happening.call, '●');
      case 'result':
        return live ? undefined : this.#result(happening);
      case 'calls':
        return live ? this.#calls(happening.calls) : undefined;
      case 'todos':
        return this.#todos(happening.todos);
      case 'failed':
        return this.#lines(style.red(`✗ ${visibleText(happening.text)}`), '', 2).replaceAll('\n', '\n  ');
      case 'notice':
        return this.#notice(happening);
      case 'detail':
        return level === 'verbose'
          ? this.#lines(style.dim(cut(happening.text, linesOfResult)), '', 0)
          : undefined;
      case 'raw':
        return this.#lines(style.dim(visibleLine(happening.text.slice(0, longestRaw))), '', 0);
    }
  }

  #quiet(happening: Happening): string | undefined {
    if (happening.kind === 'said' && happening.speaker.depth === 0) return visibleText(happening.text);
    return happening.kind === 'failed' ? visibleText(happening.text) : undefined;
  }

  #lines(text: string, indent: string, width: number): string {
    return paragraph(text, indent, width, this.#presentation);
  }

  #words(text: string, speaker: Speaker): string | undefined {
    if (text === '') return undefined;
    const { style } = this.#presentation;
    return this.#lines(markedWords(visibleText(text), style), indentOf(speaker, style), speaker.depth * 2);
  }

  #thought({ text, ms, speaker }: Extract<Happening, { kind: 'thought' }>): string | undefined {
    const { level, style } = this.#presentation;
    const long = ms === undefined || ms < 1000 ? '' : ` for ${span(ms)}`;
    if (text === '') return undefined;
    const indent = indentOf(speaker, style);
    if (level === 'verbose')
      return this.#lines(style.dim(`thought${long}: ${visibleText(text)}`), indent, speaker.depth * 2);
    const [first = '', ...more] = visibleText(text).split('\n');
    const short = fitLine(first, 60);
    const folded = short === first && more.length > 0 ? `${first} …` : short;
    return this.#lines(style.dim(`thought${long}: ${folded}`), indent, speaker.depth * 2);
  }

  #call(call: ToolCall, mark: string): string {
    const { style } = this.#presentation;
    return this.#lines(callLine(call, mark, style), indentOf(call.speaker, style), call.speaker.depth * 2);
  }

  #result({ call, amongOthers }: Extract<Happening, { kind: 'result' }>): string | undefined {
    const { level, style } = this.#presentation;
    const failed = call.outcome?.ok === false;
    const result = resultLines(call, level);
    if (!failed && result === undefined) return undefined;
    const indent = `${indentOf(call.speaker, style)}  `;
    const head = amongOthers || failed ? [this.#call(call, failed ? '✗' : '●')] : [];
    const body = result === undefined ? [] : [this.#lines(style.dim(result), indent, 2)];
    return [...head, ...body].join('\n');
  }

  #calls(calls: readonly ToolCall[]): string {
    const { level, style } = this.#presentation;
    return calls
      .flatMap((call, index) => {
        const alone = calls.length === 1;
        const mark = alone ? '●' : index === 0 ? '┌' : index === calls.length - 1 ? '└' : '├';
        const head =
          call.outcome === undefined
            ? `${this.#call(call, mark)}  ${style.dim('no result')}`
            : this.#call(call, mark);
        const result = resultLines(call, level);
        const indent = `${indentOf(call.speaker, style)}${alone || index === calls.length - 1 ? '  ' : '│ '}`;
        return result === undefined ? [head] : [head, this.#lines(style.dim(result), indent, 2)];
      })
      .join('\n');
  }

  #todos(todos: readonly Todo[]): string | undefined {
    const { level, style, live } = this.#presentation;
    if (level === 'verbose') return todoLines(todos, style).join('\n');
    const over = todos.length > 0 && todos.every(({ status }) => status === 'completed');
    if (live) return over ? todoLines(todos, style).join('\n') : undefined;
    return style.dim(todoSummary(todos));
  }

  #notice({ text, tone, speaker }: Extract<Happening, { kind: 'notice' }>): string {
    const { style } = this.#presentation;
    const colour = { dim: style.dim, warn: style.yellow, bad: style.red }[tone];
    const by = speaker ?? { depth: 0, label: undefined };
    return this.#lines(colour(visibleLine(text)), indentOf(by, style), by.depth * 2);
  }

  /** Says who speaks, when that is another than before. */
  #heading(happening: Happening): string {
    const speaker = speakerOf(happening);
    if (speaker === undefined || this.#presentation.level === 'quiet') return '';
    const { label, depth } = speaker;
    const changed = label !== this.#lastLabel;
    this.#lastLabel = label;
    if (!changed || label === undefined) return '';
    const { style } = this.#presentation;
    return `${style.dim(`${'│ '.repeat(depth - 1)}┌ ${visibleLine(label)}`)}\n`;
  }
}

function speakerOf(happening: Happening): Speaker | undefined {
  switch (happening.kind) {
    case 'said':
    case 'thought':
      return happening.speaker;
    case 'call':
    case 'result':
      return happening.call.speaker;
    case 'calls':
      return happening.calls[0]?.speaker;
    case 'prompt':
    case 'failed':
      return { depth: 0, label: undefined };
    case 'todos':
    case 'notice':
    case 'detail':
    case 'raw':
      return undefined;
  }
}

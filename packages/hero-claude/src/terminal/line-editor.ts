import { type Key, typedText } from './key.ts';

/** A line that is being typed; the cursor counts UTF-16 units and never stands within a character. */
export interface Line {
  text: string;
  cursor: number;
}

export const emptyLine: Line = { text: '', cursor: 0 };

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function splitCharacters(text: string): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment);
}

function before({ text, cursor }: Line): number {
  const last = splitCharacters(text.slice(0, cursor)).at(-1) ?? '';
  return cursor - last.length;
}

function after({ text, cursor }: Line): number {
  const [next = ''] = splitCharacters(text.slice(cursor));
  return cursor + next.length;
}

function wordBefore({ text, cursor }: Line): number {
  const head = text.slice(0, cursor).replace(/\s+$/, '');
  return head.length - (/\S+$/.exec(head)?.[0].length ?? 0);
}

function wordAfter({ text, cursor }: Line): number {
  return cursor + (/^\s*\S+/.exec(text.slice(cursor))?.[0].length ?? 0);
}

function without({ text }: Line, from: number, to: number): Line {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

/** Puts text where the cursor stands. */
export function insertText({ text, cursor }: Line, added: string): Line {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length };
}

const controls: Record<string, (line: Line) => Line> = {
  a: (line) => ({ ...line, cursor: 0 }),
  e: (line) => ({ ...line, cursor: line.text.length }),
  b: (line) => ({ ...line, cursor: before(line) }),
  f: (line) => ({ ...line, cursor: after(line) }),
  d: (line) => without(line, line.cursor, after(line)),
  h: (line) => without(line, before(line), line.cursor),
  k: (line) => without(line, line.cursor, line.text.length),
  u: (line) => without(line, 0, line.cursor),
  w: (line) => without(line, wordBefore(line), line.cursor),
};

const metas: Record<string, (line: Line) => Line> = {
  b: (line) => ({ ...line, cursor: wordBefore(line) }),
  f: (line) => ({ ...line, cursor: wordAfter(line) }),
  d: (line) => without(line, line.cursor, wordAfter(line)),
  backspace: (line) => without(line, wordBefore(line), line.cursor),
  return: (line) => insertText(line, '\n'),
  enter: (line) => insertText(line, '\n'),
};

const named: Record<string, (line: Line) => Line> = {
  left: (line) => ({ ...line, cursor: before(line) }),
  right: (line) => ({ ...line, cursor: after(line) }),
  home: (line) => ({ ...line, cursor: 0 }),
  end: (line) => ({ ...line, cursor: line.text.length }),
  backspace: (line) => without(line, before(line), line.cursor),
  delete: (line) => without(line, line.cursor, after(line)),
};

// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0009\u000b-\u001f\u007f]/g;

/** The line after a key, with the keys a shell has. */
export function editLine(line: Line, key: Key): Line {
  const { name = '', ctrl = false, meta = false, sequence = '' } = key;
  if (name === 'paste') return insertText(line, sequence.replaceAll(controlCharacters, ' '));
  const edit = ctrl ? controls[name] : meta ? metas[name] : named[name];
  if (edit !== undefined) return edit(line);
  const text = typedText(key);
  return text === '' ? line : insertText(line, text);
}

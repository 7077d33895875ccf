import { expect, it } from 'vitest';
import type { Key } from './key.ts';
import { editLine, emptyLine, type Line } from './line-editor.ts';
import { viewLine } from './line-view.ts';

const typed = (text: string): Key[] => Array.from(text, (sequence) => ({ sequence, name: sequence }));
const ctrl = (name: string): Key => ({ name, ctrl: true, sequence: '\u0001' });
const after = (keys: readonly Key[], line: Line = emptyLine) => keys.reduce(editLine, line);

it.each<[string, Key[], string, number]>([
  ['types', typed('abc'), 'abc', 3],
  ['moves and inserts', [...typed('ac'), { name: 'left' }, ...typed('b')], 'abc', 2],
  ['takes a whole emoji back', [...typed('a'), { sequence: '👩‍👩‍👧' }, { name: 'backspace' }], 'a', 1],
  ['takes a word back', [...typed('fix the login '), ctrl('w')], 'fix the ', 8],
  ['clears up to the cursor', [...typed('abc'), { name: 'left' }, ctrl('u')], 'c', 0],
  ['clears from the cursor', [...typed('abc'), ctrl('a'), { name: 'right' }, ctrl('k')], 'a', 1],
  ['deletes ahead', [...typed('abc'), { name: 'home' }, { name: 'delete' }], 'bc', 0],
  ['jumps by words', [...typed('a bc d'), { name: 'b', meta: true }, { name: 'b', meta: true }], 'a bc d', 2],
  ['breaks the line', [...typed('a'), { name: 'return', meta: true }, ...typed('b')], 'a\nb', 3],
  ['takes a paste as it is', [{ name: 'paste', sequence: 'one\ntwo\u001b[2J' }], 'one\ntwo [2J', 11],
  ['leaves other keys alone', [...typed('a'), { name: 'f5', sequence: '\u001b[15~' }], 'a', 1],
])('%s', (_, keys, text, cursor) => {
  expect(after(keys)).toEqual({ text, cursor });
});

it('shows the part around the cursor, as wide as it is on a terminal', () => {
  expect(viewLine({ text: 'short', cursor: 5 }, 20)).toEqual({ text: 'short', column: 5 });
  const long = { text: 'abcdefghij', cursor: 10 };
  expect(viewLine(long, 6)).toEqual({ text: '‹ghij', column: 5 });
  expect(viewLine({ ...long, cursor: 0 }, 6)).toEqual({ text: 'abcd›', column: 0 });
  expect(viewLine({ text: '漢字', cursor: 2 }, 20)).toEqual({ text: '漢字', column: 4 });
  expect(viewLine({ text: 'a\nb', cursor: 3 }, 20)).toEqual({ text: 'a↵b', column: 3 });
});

import { expect, it } from 'vitest';
import { visibleLine, visibleText } from './visible-text.ts';

it.each([
  ['rm -rf x\rls', 'rm -rf x\\rls'],
  ['\u001b]52;c;cm0=\u0007', '\\x1b]52;c;cm0=\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
  ['a\u200bb', 'a\\u200bb'],
  ['two\nlines\t', 'two\\nlines\\t'],
  ['plain — ünïcode 漢字 🙂', 'plain — ünïcode 漢字 🙂'],
])('shows what would deceive a terminal: %j', (text, shown) => {
  expect(visibleLine(text)).toBe(shown);
});

it('lets line feeds and tabs do their work in text of several lines', () => {
  expect(visibleText('a\n\tb\r\n\u001b[2J')).toBe('a\n\tb\\r\n\\x1b[2J');
});

import { expect, test } from 'vitest';
import { readAnsi } from './ansi.ts';
import { safeLink } from './safe-link.ts';
import { visibleLine, visibleText } from './visible-text.ts';

test.each([
  ['rm -rf /\r echo hi', 'rm -rf /␍ echo hi'],
  ['a\u202eb', 'a⟨U+202E⟩b'],
  ['\u001b]52;c;aGk=\u0007', '␛]52;c;aGk=␇'],
  ['zero\u200bwidth', 'zero⟨U+200B⟩width'],
  ['plain\ttext\nhere', 'plain\ttext\nhere'],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('a name on one line stays on it', () => {
  expect(visibleLine('a\nb\tc')).toBe('a⏎b␉c');
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  ' javascript:alert(1)',
  'vbscript:x',
  '//evil.example/x',
  '/rpc',
  '#token=x',
  'file:///etc/passwd',
  'blob:https://a/b',
  'https://',
])('%j is no link', (address) => {
  expect(safeLink(address)).toBeNull();
});

test('addresses of the web and of mail are links', () => {
  expect(safeLink('https://a.example/b?c#d')).toBe('https://a.example/b?c#d');
  expect(safeLink('mailto:a@b.example')).toBe('mailto:a@b.example');
});

test('output keeps its colours and loses what would move, name or copy', () => {
  const output =
    '\u001b[1;31mred\u001b[0m plain\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u001b\\link\u001b[38;5;1mmore';
  expect(readAnsi(output)).toEqual([
    { text: 'red', looks: ['bold', 'fg1'] },
    { text: ' plain', looks: [] },
    { text: 'link', looks: [] },
    { text: 'more', looks: [] },
  ]);
});

test('a carriage return writes over nothing', () => {
  expect(readAnsi('10 %\r20 %\r\ndone')).toEqual([{ text: '10 %\n20 %\ndone', looks: [] }]);
});

import { expect, test } from 'vitest';
import { Scrollback } from './scrollback.ts';

test('keeps everything until there is too much, then the last whole lines', () => {
  const scrollback = new Scrollback(20);
  for (const text of ['a', 'b\n', 'cd\n']) scrollback.push(Buffer.from(text));
  expect(scrollback.read().toString()).toBe('ab\ncd\n');
  for (let line = 0; line < 5000; line++) scrollback.push(Buffer.from(`line ${line}\n`));
  expect(scrollback.read().toString()).toBe('line 4999\n');
});

test('keeps the end of a line that never ends', () => {
  const scrollback = new Scrollback(10);
  for (let i = 0; i < 5000; i++) scrollback.push(Buffer.from(String(i % 10)));
  expect(scrollback.read().toString()).toBe('0123456789');
});

import { expect, test } from 'vitest';
import { highlightLines } from './highlight.ts';

test.each(['src/cart.ts', 'ts', 'typescript', 'TypeScript'])('%s is coloured, line by line', (name) => {
  expect(highlightLines(name, 'const a = 1;\n\nreturn a;')).toEqual([
    [{ text: 'const', look: 'keyword' }, expect.anything(), expect.anything(), expect.anything()],
    [],
    [
      { text: 'return', look: 'keyword' },
      { text: ' a;', look: null },
    ],
  ]);
});

test.each(['', 'LICENSE', 'brainfuck', 'constructor', 'a.'])('%s has no colours', (name) => {
  expect(highlightLines(name, 'return 1')).toBeNull();
});

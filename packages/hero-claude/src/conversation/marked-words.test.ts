import pc from 'picocolors';
import { expect, it } from 'vitest';
import { markedWords } from './marked-words.ts';

const style = pc.createColors(true);

it('shows headings, strong words and code, and leaves the rest as it is written', () => {
  const text = ['# Plan', '- **do** `a * b` ** c', 'x**2 * y**3', '```sh', 'a **b** `c`', '```', '| a | b |'];
  expect(markedWords(text.join('\n'), style).split('\n')).toEqual([
    style.bold('Plan'),
    `- ${style.bold('do')} ${style.cyan('a * b')} ** c`,
    'x**2 * y**3',
    style.dim('```sh'),
    style.cyan('a **b** `c`'),
    style.dim('```'),
    '| a | b |',
  ]);
});

it('leaves words alone where there are no colours', () => {
  expect(markedWords('# a **b** `c`', pc.createColors(false))).toBe('# a **b** `c`');
});

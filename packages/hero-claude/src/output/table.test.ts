import pc from 'picocolors';
import { expect, it } from 'vitest';
import { facts, table } from './table.ts';

const plain = pc.createColors(false);

it('aligns columns by what is seen, not by colour codes', () => {
  const red = pc.createColors(true).red('no');
  expect(
    table(
      ['a', 'state', 'b'],
      [
        ['long one', red, 'x'],
        ['s', 'yes', ''],
      ],
      plain,
    ),
  ).toBe(`a         state  b\nlong one  ${red}     x\ns         yes`);
});

it('puts names before values, indents further lines and leaves out what is not there', () => {
  expect(
    facts(
      [
        ['id', '1'],
        ['none', undefined],
        ['task', 'one\ntwo'],
      ],
      plain,
    ),
  ).toBe('id    1\ntask  one\n      two');
});

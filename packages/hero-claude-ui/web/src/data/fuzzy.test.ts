import { expect, test } from 'vitest';
import { fuzzyFilter } from './fuzzy.ts';

const repos = ['web/shop-admin', 'shop', 'tools/sharp', 'docs'];

test.each([
  ['shop', ['shop', 'web/shop-admin']],
  ['sa', ['web/shop-admin', 'tools/sharp']],
  ['', repos],
  ['xyz', []],
])('%j finds the best first', (typed, expected) => {
  expect(fuzzyFilter(repos, typed, (name) => name)).toEqual(expected);
});

import { expect, test } from 'vitest';
import { bytesText, countText, moneyText } from './numbers.ts';

test('numbers are told in a few characters', () => {
  expect([999, 1_000, 12_345, 4_100_000].map(countText)).toEqual(['999', '1.0 k', '12 k', '4.1 M']);
  expect([0, 0.0002, 0.0123, 2.5].map(moneyText)).toEqual(['$0.00', '<$0.001', '$0.012', '$2.50']);
  expect([512, 1536, 3_221_225_472].map(bytesText)).toEqual(['512 B', '1.5 KiB', '3.0 GiB']);
});

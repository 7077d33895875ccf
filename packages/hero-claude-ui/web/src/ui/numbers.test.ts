import { expect, test } from 'vitest';
import { bytes, dollars, short } from './numbers.ts';

test('numbers are short and say enough', () => {
  expect([0, 0.004, 1.2, 1234.5].map(dollars)).toEqual(['$0', '$0.004', '$1.20', '$1234.50']);
  expect([0, 512, 1536, 4.2e6, 1.5e12].map(bytes)).toEqual(['0 B', '512 B', '1.5 KB', '4.0 MB', '1.4 TB']);
  expect(short(12_345)).toBe('12.3K');
});

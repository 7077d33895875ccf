import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it('finds what was meant, and nothing when nothing is near', () => {
  expect(nearest('a1b2c3e4', ['a1b2c3d4', 'ffffffff'])).toBe('a1b2c3d4');
  expect(nearest('shpo', ['shop', 'ship'])).toBe('shop');
  expect(nearest('zzzzzzzz', ['a1b2c3d4'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});

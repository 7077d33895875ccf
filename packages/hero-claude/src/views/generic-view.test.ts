import pc from 'picocolors';
import { expect, it } from 'vitest';
import { genericView } from './generic-view.ts';

const plain = pc.createColors(false);

it('shows any result', () => {
  expect(
    genericView({ removed: 3, size_bytes: 2048, tags: ['a', 'b'], of: { x: 1 }, none: null }, plain),
  ).toBe('removed     3\nsize-bytes  2.0 KB\ntags        a, b\nof          x=1\nnone        -');
  expect(genericView([{ id: 'a', on: true }, { id: 'bb' }], plain)).toBe('id  on\na   yes\nbb  -');
  expect(genericView([], plain)).toBe('none');
});

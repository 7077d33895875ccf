import { expect, test } from 'vitest';
import { placeAddress, readPlace } from './file-address.ts';

test.each([
  { repo: 'shop', names: [] },
  { repo: 'team/shop', names: ['src', 'a b?.ts'] },
  { repo: 'shop', names: ['100%', '#x', '..', 'ü'] },
])('a place is the same after it was an address: %j', (place) => {
  const address = placeAddress('00000001', place);
  expect(readPlace(address.replace('/sessions/00000001/files/', ''), 'other')).toEqual(place);
});

test('without an address it is the top of the first repository, and a broken one does not throw', () => {
  expect(readPlace('', 'shop')).toEqual({ repo: 'shop', names: [] });
  expect(readPlace('shop/%zz', 'x')).toEqual({ repo: 'shop', names: ['%zz'] });
});

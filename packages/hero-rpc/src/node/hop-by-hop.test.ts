import { expect, it } from 'vitest';
import { hopByHop } from './hop-by-hop.ts';

it('knows what always concerns one connection, and what a message declares to', () => {
  const names = hopByHop('Keep-Alive, X-Mine ,x-other');
  expect(['connection', 'transfer-encoding', 'x-mine', 'x-other'].every((name) => names.has(name))).toBe(
    true,
  );
  expect(hopByHop(undefined).has('x-mine')).toBe(false);
});

it('lets nobody declare the length of a body away', () => {
  expect(hopByHop('content-length, Content-Length').has('content-length')).toBe(false);
});

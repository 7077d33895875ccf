import { expect, it } from 'vitest';
import { byteSize, count, relative, span } from './units.ts';

it.each([
  [0, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3_599_000, '59m'],
  [3_600_000, '1h'],
  [86_400_000 * 12, '12d'],
])('%i ms is %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});

it('says when as seen from now', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  expect(relative('2026-01-01T23:55:00Z', now)).toBe('5m ago');
  expect(relative('2026-01-04T00:00:00Z', now)).toBe('in 2d');
  expect(relative('2026-01-31T23:59:59.900Z', now)).toBe('in 30d');
  expect(relative('2026-01-02T00:00:40Z', now)).toBe('in 40s');
  expect(relative('2026-01-02T00:00:00.400Z', now)).toBe('now');
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [1.07 * 2 ** 30, '1.1 GB'],
  [230 * 2 ** 20, '230 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(byteSize(bytes)).toBe(text);
});

it('counts in words', () => {
  expect([count(1, 'commit'), count(0, 'commit'), count(2, 'repository', 'repositories')]).toEqual([
    '1 commit',
    '0 commits',
    '2 repositories',
  ]);
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { storeFull } from '../domain/store-errors.ts';
import { translateFileError } from './translate-file-error.ts';

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a full disk, a file in the way and rights are told apart', () => {
  const full = thrown(() => writeFileSync('/dev/full', 'x'.repeat(10)));
  expect(translateFileError(full, '/sessions')).toMatchObject({
    kind: 'disk.no_space',
    facts: { path: '/sessions', code: 'ENOSPC' },
    cause: full,
  });
  const inTheWay = thrown(() => mkdirSync('/dev/null/below'));
  expect(translateFileError(inTheWay, '/sessions')).toMatchObject({
    kind: 'disk.failed',
    facts: { path: '/dev/null/below', operation: 'mkdir', code: 'ENOTDIR' },
  });
  const refused = thrown(() => mkdirSync('/proc/1/fd/x'));
  expect(translateFileError(Object.assign(refused as Error, { code: 'EACCES' }), '/')).toMatchObject({
    kind: 'disk.denied',
  });
});

test('a missing file, an error of ours and any other error pass', () => {
  const missing = thrown(() => readFileSync('/nowhere'));
  const ours = storeFull({ path: '/x' });
  const other = new TypeError('x');
  for (const error of [missing, ours, other, 'text', undefined])
    expect(translateFileError(error, '/')).toBe(error);
});

import { expect, test } from 'vitest';
import { basePath } from './base-path.ts';

test.each([
  ['/hero_claude/admin', '/hero_claude/admin'],
  ['/a/', '/a'],
  ['', ''],
  [undefined, ''],
  ['/../x', ''],
  ['/a/../b', ''],
  ['//evil.example', ''],
  ['"><script>', ''],
  ['javascript:x', ''],
  ['/a b', ''],
])('%j gives %j', (header, path) => {
  expect(basePath(header)).toBe(path);
});

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readToken } from '../../src/http/token-file.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync('/tmp/hero-token-');
  file = join(directory, 'cfg', 'token');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('makes a token once, for its owner alone', () => {
  const token = readToken(file);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(readToken(file)).toBe(token);
  expect(readFileSync(file, 'utf8')).toBe(`${token}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, 'cfg')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(directory, 'cfg'))).toEqual(['token']);
});

it('closes a file that others could read', () => {
  const token = readToken(file);
  chmodSync(file, 0o644);
  expect(readToken(file)).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('refuses a file without a usable token', () => {
  readToken(file);
  writeFileSync(file, '\n');
  expect(() => readToken(file)).toThrow('holds no usable token');
});

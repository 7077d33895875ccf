import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder } from '../src/node/make-folder.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hero-folder-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

it('makes what is missing above it, and leaves what is there', () => {
  const folder = join(dir, 'a/b/c');
  expect(makeFolder(folder, 0o700)).toBe(true);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(makeFolder(folder)).toBe(false);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('goes through a link to a folder', () => {
  symlinkSync(dir, join(dir, 'link'));
  expect(makeFolder(join(dir, 'link'))).toBe(false);
  expect(makeFolder(join(dir, 'link/below'))).toBe(true);
});

it('says what is in the way', () => {
  writeFileSync(join(dir, 'file'), '');
  expect(() => makeFolder(join(dir, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(dir, 'file/below/it'))).toThrow(/ENOTDIR/);
  symlinkSync(join(dir, 'nowhere'), join(dir, 'dangling'));
  expect(() => makeFolder(join(dir, 'dangling'))).toThrow(/EEXIST/);
});

it.runIf(process.platform === 'linux')('gives up where no folder can be made', () => {
  expect(() => makeFolder('/proc/hero/below')).toThrow(/ENOENT/);
});

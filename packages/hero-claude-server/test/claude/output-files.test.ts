import { mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { capLog, createOutput } from '../../src/adapters/claude/journal/output-files.ts';
import { thisUser } from './agent-home.ts';

const mebibyte = 1024 * 1024;
let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-output-'));
  path = join(dir, 'container.log');
});
afterEach(() => rm(dir, { recursive: true }));

test('a log that grew too large keeps its end and its size, and gives the rest back', async () => {
  const content = Buffer.alloc(20 * mebibyte, 'x');
  content.write('the end', content.length - 7);
  await writeFile(path, content);
  await capLog(path);
  const { size, blocks } = await stat(path);
  expect(size).toBe(content.length);
  expect(blocks * 512).toBeLessThan(5 * mebibyte);
  expect((await readFile(path)).subarray(-4 * mebibyte).equals(content.subarray(-4 * mebibyte))).toBe(true);
});

test('a small or sparse log is left alone', async () => {
  await writeFile(path, 'short');
  await truncate(path, 1024 ** 4);
  await capLog(path);
  expect((await stat(path)).size).toBe(1024 ** 4);
});

test('an output is made private, kept when it is there, and never made through a link', async () => {
  await createOutput(path, thisUser.uid, thisUser.gid);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeFile(path, 'kept');
  await createOutput(path, thisUser.uid, thisUser.gid);
  expect(await readFile(path, 'utf8')).toBe('kept');
  await symlink(path, join(dir, 'link'));
  await expect(createOutput(join(dir, 'link'), thisUser.uid, thisUser.gid)).rejects.toMatchObject({
    code: 'ELOOP',
  });
});

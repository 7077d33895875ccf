import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openLog, rotateLog, tailLog } from '../src/service/log-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'hc-log-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('rotates under a writer, keeps three old logs, and reads the end', () => {
  const file = join(dir, 'sub', 'x.log');
  const { fd, size } = openLog(file);
  expect(size).toBe(0);
  for (const round of ['one', 'two', 'three', 'four', 'five']) {
    writeSync(fd, `${round}\n`.repeat(10));
    expect(rotateLog(file, 10)).toBe(true);
  }
  writeSync(fd, 'a\nb\nc\n');
  expect(rotateLog(file, 10)).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\n');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(['1', '2', '3'].map((number) => readFileSync(`${file}.${number}`, 'utf8').split('\n')[0])).toEqual([
    'five',
    'four',
    'three',
  ]);
  expect(existsSync(`${file}.4`)).toBe(false);
  expect(tailLog(file, 2)).toEqual(['b', 'c']);
  expect(tailLog(file, 9, 2)).toEqual(['b', 'c']);
  expect(tailLog(file, 9, 1000)).toEqual(['a', 'b', 'c']);
  expect(tailLog(join(dir, 'none.log'), 5)).toEqual([]);
});

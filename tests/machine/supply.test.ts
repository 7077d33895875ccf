import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './run.ts';

const read = async (file: string) => readFile(join(root, file), 'utf8');

test('no dependency runs a script when it is installed', async () => {
  const [, list = ''] = /^allowBuilds:\n((?: .*\n)+)/m.exec(await read('pnpm-workspace.yaml')) ?? [];
  const named = list
    .trim()
    .split('\n')
    .map((line) => line.trim());
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((line) => !line.endsWith(': false'))).toEqual([]);
  expect(await read('package.json')).not.toMatch(/"(pre|post)?install"|"prepare"/);
});

test('every dependency is what the lockfile says, by its hash', async () => {
  const resolutions = (await read('pnpm-lock.yaml')).match(/^ {4}resolution: .*$/gm) ?? [];
  expect(resolutions.length).toBeGreaterThan(200);
  expect(resolutions.filter((line) => !/integrity: sha512-[\w+/]{86}==/.test(line))).toEqual([]);
});

test.each(['Makefile', 'scripts/install.sh'])('%s installs exactly that', async (file) => {
  const installs = (await read(file)).match(/pnpm (?:--\S+ )*(?:install|deploy)\b.*/g) ?? [];
  expect(installs.length).toBeGreaterThan(0);
  expect(installs.filter((line) => !/--frozen-lockfile|deploy/.test(line))).toEqual([]);
});

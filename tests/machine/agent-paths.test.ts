import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, run } from './run.ts';

const files = (await run('git', ['ls-files', 'packages/*/src/**/*.ts'])).stdout
  .split('\n')
  .filter((file) => file !== '' && !/\.test\.ts$|\.gen\.ts$|testkit|\/guarantees\//.test(file));
const server = 'packages/hero-claude-server/src/';

/** Lines of the sources that match, as `file: line`. */
async function linesWith(pattern: RegExp): Promise<string[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const lines = (await readFile(join(root, file), 'utf8')).split('\n');
      return lines.filter((line) => pattern.test(line)).map((line) => `${file}: ${line.trim()}`);
    }),
  );
  return found.flat();
}

/** Who may name a folder that an agent writes, and why. */
const named = new Map([
  [`${server}services/session/container-spec.ts`, 'mounts them'],
  [`${server}services/session/folder.ts`, 'makes them, before there is an agent'],
  [`${server}adapters/git/prepare-repo.ts`, 'fills code/, before there is an agent'],
]);

test('folders that an agent writes are named where they are mounted or made, and nowhere else', async () => {
  const naming =
    /\b\w*[fF]older(\([^)]*\))?\.(code|claude|home)\b|\{[^}]*\b(code|claude|home)\b[^}]*\} = (session|trash)Folder/;
  const lines = await linesWith(naming);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.filter((line) => !named.has(line.split(': ')[0] ?? ''))).toEqual([]);
});

test('git is pointed at a folder only inside a container', async () => {
  const lines = await linesWith(/\['?git'?,.*'-C'|'-C', /);
  expect(lines.map((line) => line.split(': ')[0])).toEqual([
    `${server}adapters/git/delivery/changed-files.ts`,
    `${server}adapters/git/delivery/container-git.ts`,
  ]);
  // The first finds copied files, and has nothing to do with folders.
  expect(lines[0]).toContain("'diff-tree'");
});

test('child processes are started in one place of each program', async () => {
  const lines = await linesWith(/from '(execa|node:child_process)'/);
  const outside = lines.filter(
    (line) => line.startsWith(server) && !line.startsWith(`${server}lib/process.ts`),
  );
  expect(outside).toEqual([]);
});

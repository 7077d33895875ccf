import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { removeTree } from '../../src/adapters/file-tree.ts';

const run = promisify(execFile);

/** What an agent can leave in its home. */
const leave = `
mkdir -p "$1/home/closed" && cd "$1/home" && touch closed/file && chmod 0 closed && touch -- '-rf' $'a\\nb'
mkfifo pipe
name=$(printf 'd%.0s' {1..200})
for level in {1..30}; do mkdir $name && cd $name || exit 1; done
`;

test('a folder is removed whatever an agent left in it, and what its links lead to stays', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tree-'));
  try {
    const folder = join(dir, 'session');
    await run('bash', ['-c', leave, 'bash', folder]);
    await writeFile(join(dir, 'outside'), 'mine\n');
    await symlink(dir, join(folder, 'home/link'));
    await removeTree(folder);
    await removeTree(folder);
    expect(await readdir(dir)).toEqual(['outside']);
    expect(await readFile(join(dir, 'outside'), 'utf8')).toBe('mine\n');
  } finally {
    await run('rm', ['-rf', dir]);
  }
});

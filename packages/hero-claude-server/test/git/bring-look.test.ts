import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidyVault } from '../../src/adapters/git/vault/tidy-vault.ts';
import { createDeliveryBench, type DeliveryBench } from '../support/delivery-bench.ts';

function inVault(bench: DeliveryBench, ...args: string[]): Promise<string> {
  return bench.git(bench.repo.vault.dir, ...args);
}

test('looking at a session changes nothing of it and sees everything', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('a.txt', 'a\n');
  const head = await bench.commit('Add a');
  await bench.write('README.md', 'edited\n');
  await bench.write('staged.txt', 'staged\n');
  await bench.git(bench.copyDir, 'add', 'staged.txt');
  await bench.write('untracked.txt', 'untracked\n');
  const index = await readFile(join(bench.copyDir, '.git', 'index'));
  const refs = await bench.git(bench.copyDir, 'for-each-ref');

  const seen = await bench.airlock.bringLook(bench.repo, {});
  expect(seen).toMatchObject({ head, uncommitted: { tracked: 2, untracked: 1 } });
  expect(await inVault(bench, 'diff', '--name-only', bench.snapshot, seen.worktree)).toBe(
    'README.md\na.txt\nstaged.txt\nuntracked.txt',
  );
  expect(await readFile(join(bench.copyDir, '.git', 'index'))).toEqual(index);
  expect(await bench.git(bench.copyDir, 'for-each-ref')).toBe(refs);

  const before = await bench.vaultState();
  expect(await bench.airlock.bringLook(bench.repo, {})).toEqual(seen);
  expect(await bench.vaultState()).toBe(before);

  await bench.write('untracked.txt', 'more\n');
  const next = await bench.airlock.bringLook(bench.repo, {});
  expect(await inVault(bench, 'diff', '--name-only', seen.worktree, next.worktree)).toBe('untracked.txt');
});

test('many looks do not leave many packs', async () => {
  await using bench = await createDeliveryBench();
  const { vault } = bench.repo;
  const packs = async () =>
    (await readdir(join(vault.dir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
  let worktree = '';
  for (let index = 0; index < 6; index += 1) {
    await bench.write('a.txt', `look ${index}\n`);
    ({ worktree } = await bench.airlock.bringLook(bench.repo, {}));
  }
  expect((await packs()).length).toBeGreaterThanOrEqual(6);
  await tidyVault(vault, undefined, 4);
  expect((await packs()).length).toBeLessThanOrEqual(2);
  expect(await inVault(bench, 'fsck', '--full', '--no-dangling')).toBe('');
  expect(await inVault(bench, 'show', `${worktree}:a.txt`)).toBe('look 5');
});

test('a session whose base was rewritten can still be looked at', async () => {
  await using bench = await createDeliveryBench({ uncommitted: { 'mine.txt': 'mine\n' } });
  await bench.git(bench.copyDir, 'reset', '-q', '--hard', 'HEAD~1');
  const seen = await bench.airlock.bringLook(bench.repo, {});
  expect(await inVault(bench, 'diff', '--name-status', bench.snapshot, seen.worktree)).toBe('D\tmine.txt');
});

test('the size of the diff is what the diff says, counted without touching the copy', async () => {
  await using bench = await createDeliveryBench({ uncommitted: { 'mine.txt': 'mine\n' } });
  const size = async () => bench.airlock.diffSize(bench.repo, {});
  expect(await size()).toEqual({ files_changed: 0, additions: 0, deletions: 0 });
  await bench.write('a.txt', 'a\nb\n');
  await bench.commit('Add a');
  await bench.write('README.md', 'edited\n');
  await bench.write('untracked.txt', 'untracked\n');
  await bench.write('blob.bin', '\u0000\u0001');
  await bench.git(bench.copyDir, 'rm', '-q', 'mine.txt');
  const index = await readFile(join(bench.copyDir, '.git', 'index'));
  const counted = await size();
  expect(await readFile(join(bench.copyDir, '.git', 'index'))).toEqual(index);
  const { worktree } = await bench.airlock.bringLook(bench.repo, {});
  const { files_changed, additions, deletions } = await bench.airlock.diff(bench.repo.vault, {
    from: bench.snapshot,
    to: worktree,
  });
  expect(counted).toEqual({ files_changed, additions, deletions });
  expect(counted).toMatchObject({ files_changed: 5, additions: 4 });
});

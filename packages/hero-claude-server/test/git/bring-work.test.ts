import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDeliveryBench, type DeliveryBench, finishing } from '../support/delivery-bench.ts';

const headRef = 'refs/hero/head';

function inVault(bench: DeliveryBench, ...args: string[]): Promise<string> {
  return bench.git(bench.repo.vault.dir, ...args);
}

test('uncommitted work is committed as the user and lands in the vault', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('src/login.ts', 'export const ok = true;\n');
  await bench.write('src/new file.ts', 'export {};\n');
  const work = await bench.airlock.bringWork(bench.repo, finishing);

  expect(work).toMatchObject({
    branch: 'hero/0a1b2c3d-fix-login',
    uncommitted: { tracked: 0, untracked: 0, unmerged: 0 },
    undelivered: [],
    imported: { commits: 1, commit: work.head },
  });
  expect(await inVault(bench, 'rev-parse', headRef)).toBe(work.head);
  expect(await inVault(bench, 'log', '-1', '--format=%an <%ae> %cn %s', headRef)).toBe(
    'Ada Lovelace <ada@example.org> Ada Lovelace Finish the work',
  );
  expect(await inVault(bench, 'show', `${headRef}:src/new file.ts`)).toBe('export {};');
  expect(await inVault(bench, 'fsck', '--strict')).toBe('');
  expect(await readdir(bench.quarantineDir)).toEqual([]);
});

test('a survey counts what a copy holds and changes nothing', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('a.txt', 'a\n');
  const head = await bench.commit('Add a');
  await bench.git(bench.copyDir, 'branch', 'beside');
  await bench.git(bench.copyDir, 'reset', '-q', '--hard', 'HEAD~1');
  await bench.write('b.txt', 'b\n');
  await bench.commit('Add b');
  await bench.write('c.txt', 'c\n');
  await bench.write('README.md', 'changed\n');
  const before = await bench.vaultState();
  expect(await bench.airlock.survey(bench.repo, {})).toEqual({
    head: await bench.git(bench.copyDir, 'rev-parse', 'HEAD'),
    uncommittedFiles: 2,
    commits: 1,
    refs: [{ ref: 'beside', commits: 1 }],
  });
  expect(await bench.git(bench.copyDir, 'rev-parse', 'beside')).toBe(head);
  expect(await bench.git(bench.copyDir, 'status', '--porcelain')).toBe(' M README.md\n?? c.txt');
  expect(await bench.vaultState()).toBe(before);
});

test('nothing done is nothing to deliver', async () => {
  await using bench = await createDeliveryBench({ uncommitted: { 'mine.txt': 'mine\n' } });
  const before = await bench.vaultState();
  const work = await bench.airlock.bringWork(bench.repo, finishing);
  expect(work).toMatchObject({ head: bench.snapshot, imported: null, undelivered: [] });
  expect(await bench.vaultState()).toBe(before);
});

test('a second finish brings what was added, a third changes nothing', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('a.txt', 'a\n');
  await bench.airlock.bringWork(bench.repo, finishing);
  await bench.write('a.txt', 'b\n');
  const second = await bench.airlock.bringWork(bench.repo, finishing);
  expect(second.imported?.commits).toBe(2);
  const before = await bench.vaultState();
  const third = await bench.airlock.bringWork(bench.repo, finishing);
  expect(third.imported?.commit).toBe(second.imported?.commit);
  expect(await bench.vaultState()).toBe(before);
});

test("the agent's own branch, a detached HEAD and a merge are delivered", async () => {
  await using bench = await createDeliveryBench();
  await bench.git(bench.copyDir, 'switch', '-qc', 'agent/own');
  await bench.write('own.txt', 'own\n');
  await bench.commit('Own');
  await bench.git(bench.copyDir, 'switch', '-q', '--detach', bench.snapshot);
  await bench.write('detached.txt', 'detached\n');
  await bench.commit('Detached');
  await bench.git(bench.copyDir, 'merge', '-q', '--no-edit', 'agent/own');
  const work = await bench.airlock.bringWork(bench.repo, finishing);
  expect(work).toMatchObject({ branch: null, imported: { commits: 3 }, undelivered: [] });
});

test('work behind a hundred other branches, or on a broken one, does not pass for none', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('work.txt', 'one\n');
  const first = await bench.commit('One');
  await bench.git(bench.copyDir, 'switch', '-qc', 'z-hidden');
  await bench.write('hidden.txt', 'two\n');
  await bench.commit('Hidden');
  await bench.git(bench.copyDir, 'switch', '-q', 'hero/0a1b2c3d-fix-login');
  await bench.write('work.txt', 'two\n');
  await bench.commit('Two');
  const heads = join(bench.copyDir, '.git/refs/heads');
  for (let index = 0; index < 100; index += 1) await writeFile(join(heads, `a${index}`), `${first}\n`);
  const { refs } = await bench.airlock.survey(bench.repo, {});
  expect(refs.at(-1)).toEqual({ ref: expect.stringMatching(/^\d+ more branches and tags$/), commits: 1 });

  await rm(join(bench.copyDir, '.git/objects', first.slice(0, 2), first.slice(2)));
  expect((await bench.airlock.survey(bench.repo, {})).commits).toBe(1);
});

test('branches, tags and stashes beside HEAD are undelivered, branches of the source are not', async () => {
  await using bench = await createDeliveryBench();
  await bench.git(bench.source, 'switch', '-qc', 'old-feature');
  await writeFile(join(bench.source, 'old.txt'), 'old\n');
  await bench.git(bench.source, 'add', '-A');
  await bench.git(bench.source, 'commit', '-qm', 'Old');
  await inVault(bench, 'fetch', '-q', bench.source, 'old-feature:old-feature');
  await bench.git(bench.copyDir, 'fetch', '-q', bench.source, 'old-feature:old-feature');

  await bench.git(bench.copyDir, 'switch', '-qc', 'experiment');
  await bench.write('x.txt', 'x\n');
  await bench.commit('X');
  await bench.write('y.txt', 'y\n');
  await bench.commit('Y');
  await bench.git(bench.copyDir, 'switch', '-q', 'hero/0a1b2c3d-fix-login');
  await bench.write('README.md', 'stashed\n');
  await bench.git(bench.copyDir, 'stash', '-q');
  const work = await bench.airlock.bringWork(bench.repo, finishing);
  expect(work.imported).toBeNull();
  expect(work.undelivered).toEqual([
    { ref: 'experiment', commits: 2 },
    { ref: 'stash@{0}', commits: 1 },
  ]);
});

test('a lock left by a killed git is removed, one of a living git is not', async () => {
  await using bench = await createDeliveryBench();
  const lock = join(bench.copyDir, '.git', 'index.lock');
  await writeFile(lock, '');
  await bench.write('a.txt', 'a\n');
  await bench.git(bench.copyDir, 'config', 'alias.hold', '!sleep 60');
  const holding = new AbortController();
  const held = bench.repo.copy.exec(['git', 'hold'], { cwd: bench.copyDir, signal: holding.signal });
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'delivery.copy_busy',
  });
  await stat(lock);
  holding.abort();
  await held.catch(() => {});
  expect((await bench.airlock.bringWork(bench.repo, finishing)).imported?.commits).toBe(1);
});

test('a full disk is told as that, and the work goes out once there is room', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('a.txt', 'a\n');
  // Git notes each commit there, and the device answers as a full disk does.
  const notes = join(bench.copyDir, '.git', 'logs', 'HEAD');
  await rm(notes);
  await symlink('/dev/full', notes);
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'disk.no_space',
    facts: { path: bench.repo.copy.repoDir },
    hint: expect.stringContaining('trash empty'),
  });
  await rm(notes);
  expect((await bench.airlock.bringWork(bench.repo, finishing)).imported?.commits).toBe(1);
});

test('hooks and signing of the copy do not stand in the way', async () => {
  await using bench = await createDeliveryBench();
  for (const hook of ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction']) {
    await writeFile(join(bench.copyDir, '.git', 'hooks', hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  }
  await bench.git(bench.copyDir, 'config', 'commit.gpgSign', 'true');
  await bench.git(bench.copyDir, 'config', 'gpg.program', 'false');
  await bench.write('a.txt', 'a\n');
  expect((await bench.airlock.bringWork(bench.repo, finishing)).imported?.commits).toBe(1);
});

test('a merge with conflicts is not committed', async () => {
  await using bench = await createDeliveryBench();
  await bench.git(bench.copyDir, 'switch', '-qc', 'other');
  await bench.write('README.md', 'other\n');
  await bench.commit('Other');
  await bench.git(bench.copyDir, 'switch', '-q', 'hero/0a1b2c3d-fix-login');
  await bench.write('README.md', 'mine\n');
  await bench.commit('Mine');
  await expect(bench.git(bench.copyDir, 'merge', '-q', 'other')).rejects.toThrow('git merge');
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'delivery.unmerged_paths',
    facts: { paths: ['README.md'] },
  });
});

test('a repository inside the repository is not swallowed', async () => {
  await using bench = await createDeliveryBench();
  const inner = join(bench.copyDir, 'app');
  await mkdir(inner);
  await bench.git(inner, 'init', '-q');
  await writeFile(join(inner, 'index.html'), '<p>\n');
  await bench.git(inner, 'add', '-A');
  await bench.git(inner, 'commit', '-qm', 'scaffold');
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'delivery.embedded_repository',
    facts: { paths: ['app/'] },
  });
});

test.each([
  ['amended', ['commit', '-q', '--amend', '-m', 'rewritten']],
  ['reset to before the snapshot', ['reset', '-q', '--hard', 'HEAD~1']],
])('a base that was %s is said, and the vault stays as it was', async (_, rewrite) => {
  await using bench = await createDeliveryBench({ uncommitted: { 'mine.txt': 'mine\n' } });
  await bench.git(bench.copyDir, ...rewrite);
  const before = await bench.vaultState();
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'delivery.base_rewritten',
    facts: { base: bench.snapshot },
  });
  expect(await bench.vaultState()).toBe(before);
  expect(await readdir(bench.quarantineDir)).toEqual([]);
});

test('a copy without .git is a clear error', async () => {
  await using bench = await createDeliveryBench();
  await bench.git(bench.dir, 'init', '-q', '--bare', join(bench.dir, 'elsewhere.git'));
  await writeFile(join(bench.copyDir, '.git-gone'), '');
  await bench.repo.copy.exec(['rm', '-rf', join(bench.copyDir, '.git')]);
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'delivery.copy_broken',
  });
});

test('more than the limit is refused and leaves nothing', async () => {
  await using bench = await createDeliveryBench({ airlock: { limits: { bundleBytes: 100_000 } } });
  const noise = Buffer.from(
    Array.from({ length: 300_000 }, (_, index) => (index * 7919 * (index % 251)) & 255),
  );
  await bench.write('noise.bin', noise);
  const before = await bench.vaultState();
  await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
    kind: 'delivery.too_large',
  });
  expect(await bench.vaultState()).toBe(before);
  expect(await readdir(bench.quarantineDir)).toEqual([]);
});

test('repositories with SHA-256 work', async () => {
  await using bench = await createDeliveryBench({ objectFormat: 'sha256' });
  await bench.write('a.txt', 'a\n');
  const work = await bench.airlock.bringWork(bench.repo, finishing);
  expect(work.imported?.commit).toMatch(/^[0-9a-f]{64}$/);
  expect(await inVault(bench, 'rev-parse', headRef)).toBe(work.imported?.commit);
});

test('an interrupted call leaves nothing behind', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('a.txt', 'a\n');
  const before = await bench.vaultState();
  const reason = new Error('gone');
  await expect(
    bench.airlock.bringWork(bench.repo, { ...finishing, signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
  expect(await bench.vaultState()).toBe(before);
});

test('a shallow source delivers like any other', async () => {
  await using bench = await createDeliveryBench({ files: { 'a.txt': 'a\n' } });
  const more = join(bench.source, 'b.txt');
  await writeFile(more, 'b\n');
  await bench.git(bench.source, 'add', '-A');
  await bench.git(bench.source, 'commit', '-qm', 'Second');
  const shallow = (name: string, ...args: string[]) =>
    bench.git(
      bench.dir,
      'clone',
      '-q',
      '--depth=1',
      ...args,
      `file://${bench.source}`,
      join(bench.dir, name),
    );
  await shallow('shallow.git', '--bare');
  await shallow('shallow');
  const copyDir = join(bench.dir, 'shallow');
  const snapshot = await bench.git(copyDir, 'rev-parse', 'HEAD');
  await writeFile(join(copyDir, 'work.txt'), 'work\n');
  const repo = {
    ...bench.repo,
    copy: { ...bench.repo.copy, repoDir: copyDir },
    vault: { dir: join(bench.dir, 'shallow.git'), repo: 'shop' },
    snapshot,
  };
  expect(await bench.airlock.bringLook(repo, {})).toMatchObject({ head: snapshot });
  expect(await bench.airlock.bringWork(repo, finishing)).toMatchObject({ imported: { commits: 1 } });
});

/** A disk of its own needs the right to mount one. */
test.runIf(process.getuid?.() === 0)(
  'a full disk is said, nothing is lost, and it can be done again',
  async () => {
    await using bench = await createDeliveryBench();
    const objects = join(bench.repo.vault.dir, 'objects');
    const { exec } = bench.repo.copy;
    await exec(['cp', '-a', objects, `${objects}.kept`]);
    await exec(['mount', '-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', objects]);
    try {
      await exec(['cp', '-a', `${objects}.kept/.`, objects]);
      await bench.write('noise.bin', randomBytes(2_000_000));
      await expect(bench.airlock.bringWork(bench.repo, finishing)).rejects.toMatchObject({
        kind: 'disk.full',
      });
      expect(await inVault(bench, 'for-each-ref', 'refs/hero/head')).toBe('');
      expect((await readdir(objects)).filter((name) => name.startsWith('incoming-'))).toEqual([]);
      expect(await readdir(bench.quarantineDir)).toEqual([]);
      await exec(['mount', '-o', 'remount,size=16m', objects]);
      expect(await bench.airlock.bringWork(bench.repo, finishing)).toMatchObject({
        imported: { commits: 1 },
      });
    } finally {
      await exec(['umount', objects]);
    }
  },
);

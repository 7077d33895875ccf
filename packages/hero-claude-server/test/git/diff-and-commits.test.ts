import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commits } from '../../src/adapters/git/diff/commits.ts';
import { type DiffPage, type DiffRange, diff } from '../../src/adapters/git/diff/diff.ts';
import { createDeliveryBench, type DeliveryBench, finishing } from '../support/delivery-bench.ts';

const lines = (count: number, word = 'line') =>
  Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join('');

async function diffOf(bench: DeliveryBench, options: Partial<DiffRange> = {}): Promise<DiffPage> {
  const { imported } = await bench.airlock.bringWork(bench.repo, finishing);
  return diff(bench.repo.vault, { from: bench.snapshot, to: imported?.commit ?? null, ...options });
}

test('every kind of change is told apart', async () => {
  await using bench = await createDeliveryBench({
    files: {
      'edited.txt': lines(20),
      'moved.txt': lines(30, 'moved'),
      'gone.txt': 'gone\n',
      'run.sh': '#!/bin/sh\n',
      'plain.txt': 'plain\n',
      'image.bin': Buffer.from([0, 1, 2, 3]),
    },
  });
  await bench.write('edited.txt', lines(20).replace('line 10\n', 'LINE 10\nand one\n'));
  await rename(join(bench.copyDir, 'moved.txt'), join(bench.copyDir, 'new place.txt'));
  await bench.repo.copy.exec(['rm', 'gone.txt', 'plain.txt']);
  await chmod(join(bench.copyDir, 'run.sh'), 0o755);
  await symlink('/etc/passwd', join(bench.copyDir, 'plain.txt'));
  await bench.write('image.bin', Buffer.from([0, 9, 9, 9, 9]));
  await bench.write('fresh.txt', 'fresh\nwithout end');

  const page = await diffOf(bench);
  expect(page).toMatchObject({ files_changed: 7, next: null, additions: 5, deletions: 3 });
  const byPath = new Map(page.files.map((file) => [file.path, file]));
  expect(byPath.get('edited.txt')).toMatchObject({ status: 'modified', additions: 2, deletions: 1 });
  expect(byPath.get('edited.txt')?.patch).toBe(
    '@@ -8,7 +8,8 @@ line 6\n line 7\n line 8\n line 9\n-line 10\n+LINE 10\n+and one\n line 11\n line 12\n line 13\n',
  );
  expect(byPath.get('new place.txt')).toMatchObject({ status: 'renamed', old_path: 'moved.txt', patch: '' });
  expect(byPath.get('gone.txt')).toMatchObject({ status: 'deleted', patch: '@@ -1 +0,0 @@\n-gone\n' });
  expect(byPath.get('run.sh')).toMatchObject({
    status: 'modified',
    old_mode: '100644',
    new_mode: '100755',
    patch: '',
  });
  expect(byPath.get('plain.txt')).toMatchObject({ status: 'type_changed', new_mode: '120000' });
  expect(byPath.get('plain.txt')?.patch).toContain('+/etc/passwd\n\\ No newline');
  expect(byPath.get('image.bin')).toMatchObject({ binary: true, additions: 0 });
  expect(byPath.get('fresh.txt')?.patch).toBe(
    '@@ -0,0 +1,2 @@\n+fresh\n+without end\n\\ No newline at end of file\n',
  );
});

test('names with newlines, tabs, quotes and broken UTF-8 come out whole', async () => {
  await using bench = await createDeliveryBench({ files: { 'old\nname\t"x".txt': lines(20) } });
  await rename(join(bench.copyDir, 'old\nname\t"x".txt'), join(bench.copyDir, '-new\nname.txt'));
  const latin = Buffer.concat([
    Buffer.from(`${bench.copyDir}/`),
    Buffer.from([0x67, 0x72, 0xfc, 0xdf, 0x65]),
  ]);
  await writeFile(latin, 'latin\n');
  const page = await diffOf(bench);
  expect(page.files).toMatchObject([
    { status: 'renamed', path: '-new\nname.txt', old_path: 'old\nname\t"x".txt' },
    { status: 'added', path: 'gr\ufffd\ufffde', path_base64: 'Z3L832U=', additions: 1 },
  ]);
  const one = await diffOf(bench, { path: 'old\nname\t"x".txt' });
  expect(one.files).toMatchObject([{ path: '-new\nname.txt' }]);
});

test('many files come in pages, a long patch is cut at a line', async () => {
  await using bench = await createDeliveryBench();
  for (let index = 0; index < 7; index += 1) await bench.write(`f${index}.txt`, lines(1_000));
  const first = await diffOf(bench, { limit: 3, maxPatchBytes: 1_000 });
  expect(first).toMatchObject({ files_changed: 7, additions: 7_000, next: 3 });
  for (const { patch = '', truncated } of first.files) {
    expect(truncated).toBe(true);
    expect(patch.length).toBeLessThanOrEqual(1_000);
    expect(patch.endsWith('\n')).toBe(true);
  }
  const last = await diffOf(bench, { limit: 3, after: 6 });
  expect(last).toMatchObject({ next: null, files: [{ path: 'f6.txt', truncated: false }] });
  const tight = await diffOf(bench, { maxPageBytes: 20_000 });
  expect(tight.files.at(-1)).toMatchObject({ patch: '', truncated: true });
  await expect(diffOf(bench, { path: 'nothing.txt' })).rejects.toMatchObject({
    kind: 'delivery.unknown_file',
  });
});

test('nothing the repository asks for is run while it is looked at', async () => {
  await using bench = await createDeliveryBench({ files: { 'a.txt': 'a\n' } });
  await bench.write('.gitattributes', '*.txt diff=evil merge=evil\n');
  for (const key of ['diff.evil.command', 'diff.evil.textconv', 'diff.external']) {
    await bench.git(bench.copyDir, 'config', key, `touch ${bench.dir}/ran; cat`);
  }
  await bench.write('a.txt', 'b\n');
  const page = await diffOf(bench);
  expect(page.files.find((file) => file.path === 'a.txt')?.patch).toBe('@@ -1 +1 @@\n-a\n+b\n');
  await expect(chmod(join(bench.dir, 'ran'), 0o644)).rejects.toThrow('ENOENT');
});

test('a change of a submodule shows its two commits', async () => {
  await using bench = await createDeliveryBench();
  const pointer = '1234567890123456789012345678901234567890';
  await mkdir(join(bench.copyDir, 'lib'));
  await bench.git(bench.copyDir, 'update-index', '--add', '--cacheinfo', `160000,${pointer},lib`);
  await bench.git(bench.copyDir, 'commit', '-qm', 'Add lib');
  const { imported } = await bench.airlock.bringWork(bench.repo, finishing);
  const page = await diff(bench.repo.vault, { from: bench.snapshot, to: imported?.commit ?? null });
  expect(page.files).toMatchObject([
    {
      path: 'lib',
      status: 'added',
      new_mode: '160000',
      patch: `@@ -0,0 +1 @@\n+Subproject commit ${pointer}\n`,
    },
  ]);
});

test.each(['sha1', 'sha256'] as const)(
  'the whole of a %s repository compares with nothing',
  async (objectFormat) => {
    await using bench = await createDeliveryBench({ objectFormat });
    const page = await diff(bench.repo.vault, { from: null, to: bench.snapshot });
    expect(page.files.map((file) => file.path)).toEqual(['README.md', 'src/login.ts']);
    expect(page.files[0]?.patch).toBe('@@ -0,0 +1 @@\n+The shop\n');
  },
);

test('commits are listed newest first, with people, text and counts, in pages', async () => {
  await using bench = await createDeliveryBench();
  await bench.write('a.txt', lines(3));
  await bench.git(bench.copyDir, 'add', '-A');
  const message = 'Add a\n\nWhy: "quotes", ünïcode\nand a second line.\n\nRefs: #1';
  await bench.git(
    bench.copyDir,
    'commit',
    '-qm',
    message,
    '--author',
    'Zoë <zoe@example.org>',
    '--date',
    '2026-01-02T03:04:05+02:00',
  );
  await bench.git(bench.copyDir, 'mv', 'a.txt', 'b.txt');
  await bench.commit('Move it');
  await bench.git(bench.copyDir, 'commit', '-q', '--allow-empty', '--allow-empty-message', '-m', '');
  const { imported } = await bench.airlock.bringWork(bench.repo, finishing);
  const { vault } = bench.repo;
  const range = { from: bench.snapshot, to: imported?.commit ?? null };
  const all = await commits(vault, range);
  expect(all).toMatchObject({
    next: null,
    commits: [
      { subject: '', body: '', files_changed: 0 },
      { subject: 'Move it', files_changed: 1, additions: 0, deletions: 0 },
      {
        subject: 'Add a',
        body: 'Why: "quotes", ünïcode\nand a second line.\n\nRefs: #1',
        author: 'Zoë',
        email: 'zoe@example.org',
        date: '2026-01-02T03:04:05+02:00',
        committer: 'Ada Lovelace',
        files_changed: 1,
        additions: 3,
      },
    ],
  });
  const first = await commits(vault, { ...range, limit: 2 });
  expect(first.next).toBe(2);
  const second = await commits(vault, { ...range, limit: 2, after: 2 });
  expect([...first.commits, ...second.commits]).toEqual(all.commits);
  expect(second.next).toBeNull();
});

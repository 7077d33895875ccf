import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDeliveryBench, type DeliveryBench, finishing } from '../support/delivery-bench.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');

function inVault(bench: DeliveryBench, ...args: string[]): Promise<string> {
  return bench.git(bench.repo.vault.dir, ...args);
}

function bringWithout(bench: DeliveryBench) {
  return bench.airlock.bringWork(bench.repo, { ...finishing, leaveOut: bench.base });
}

test("the user's uncommitted changes can be left out, commit by commit", async () => {
  await using bench = await createDeliveryBench({
    files: { 'shared.txt': lines(40), 'other.txt': 'other\n' },
    uncommitted: { 'shared.txt': lines(40).replace('line 3\n', 'mine\n'), 'private.txt': 'mine\n' },
  });
  await bench.write('shared.txt', lines(40).replace('line 3\n', 'mine\n').replace('line 30\n', 'agent\n'));
  await bench.git(bench.copyDir, 'add', '-A');
  const person = ['--author', 'Zoë <zoe@example.org>', '--date', '2026-01-02T03:04:05+02:00'];
  await bench.git(bench.copyDir, 'commit', '-qm', 'Edit\n\nWith a body.\n\n# and a hash', ...person);
  await bench.write('new.txt', 'new\n');
  await bench.commit('Add new');
  await bench.write('late.txt', 'late\n');

  const head = await bench.git(bench.copyDir, 'rev-parse', 'HEAD');
  const work = await bringWithout(bench);
  const commit = work.imported?.commit ?? '';
  expect(work).toMatchObject({ imported: { commits: 3 }, notes: [] });
  expect(work.head).not.toBe(head);
  expect(await inVault(bench, 'rev-parse', `${commit}~3`)).toBe(bench.base);
  expect(await inVault(bench, 'diff', '--name-status', bench.base, commit)).toBe(
    'A\tlate.txt\nA\tnew.txt\nM\tshared.txt',
  );
  expect(await inVault(bench, 'show', `${commit}:shared.txt`)).toBe(
    lines(40).replace('line 30\n', 'agent\n').trimEnd(),
  );
  expect(await inVault(bench, 'log', '-1', '--format=%an %ae %aI %cn%n%B', `${commit}~2`)).toBe(
    'Zoë zoe@example.org 2026-01-02T03:04:05+02:00 Ada Lovelace\nEdit\n\nWith a body.\n\n# and a hash',
  );
  expect(await bench.git(bench.copyDir, 'status', '--porcelain')).toBe('');
  expect(await bench.git(bench.copyDir, 'for-each-ref', 'refs/hero')).toBe('');
  expect((await bringWithout(bench)).imported?.commit).toBe(commit);
});

test('work that needs the uncommitted changes cannot leave them out', async () => {
  await using bench = await createDeliveryBench({
    uncommitted: { 'README.md': 'my draft\n', 'naïve\nname.txt': 'mine\n' },
  });
  await bench.write('README.md', 'my better draft\n');
  await bench.write('naïve\nname.txt', 'better\n');
  await bench.commit('Better');
  await expect(bringWithout(bench)).rejects.toMatchObject({
    kind: 'delivery.replay_conflict',
    facts: { paths: ['README.md', 'naïve\nname.txt'] },
  });
  expect((await bench.airlock.bringWork(bench.repo, finishing)).imported?.commits).toBe(1);
});

test('work that leaves nothing behind is nothing to deliver', async () => {
  await using bench = await createDeliveryBench({ uncommitted: { 'mine.txt': 'mine\n' } });
  await bench.git(bench.copyDir, 'rm', '-q', 'mine.txt');
  await bench.commit('Remove it');
  expect((await bringWithout(bench)).imported).toBeNull();
});

test('a conflict that a merge resolved does not stand in the way', async () => {
  await using bench = await createDeliveryBench({
    files: { 'shared.txt': lines(10) },
    uncommitted: { 'mine.txt': 'mine\n' },
  });
  await bench.write('shared.txt', lines(10).replace('line 5\n', 'left\n'));
  await bench.commit('Left');
  await bench.git(bench.copyDir, 'switch', '-qc', 'right', bench.snapshot);
  await bench.write('shared.txt', lines(10).replace('line 5\n', 'right\n'));
  await bench.commit('Right');
  await expect(bench.git(bench.copyDir, 'merge', '-q', 'hero/0a1b2c3d-fix-login')).rejects.toThrow(
    'git merge',
  );
  await bench.write('shared.txt', lines(10).replace('line 5\n', 'both\n'));
  await bench.commit('Merge');
  const work = await bringWithout(bench);
  expect(work).toMatchObject({ imported: { commits: 1 }, notes: [expect.stringContaining('became one')] });
  const commit = work.imported?.commit ?? '';
  expect(await inVault(bench, 'diff', '--name-only', bench.base, commit)).toBe('shared.txt');
  expect(await inVault(bench, 'log', '-1', '--format=%B', commit)).toBe('Finish the work\n\n- Left\n- Right');
});

test('changes to files of a filter are refused, moving or deleting them is not', async () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
  const files = { '.gitattributes': '*.psd filter=lfs -text\n', 'a.psd': pointer, 'b.psd': `${pointer}b\n` };
  await using bench = await createDeliveryBench({ files });
  await bench.git(bench.copyDir, 'mv', 'a.psd', 'moved.psd');
  await bench.git(bench.copyDir, 'rm', '-q', 'b.psd');
  const filteredPaths = ['a.psd', 'b.psd'];
  const bring = async () => bench.airlock.bringWork(bench.repo, { ...finishing, filteredPaths });
  expect((await bring()).imported?.commits).toBe(1);

  await bench.write('fresh.psd', 'not a pointer\n');
  await expect(bring()).rejects.toMatchObject({
    kind: 'delivery.filtered_paths',
    facts: { paths: ['fresh.psd'] },
  });
  await bench.git(bench.copyDir, 'reset', '-q', '--hard', bench.snapshot);
  await bench.write('.gitattributes', '');
  await bench.write('a.psd', 'edited\n');
  await expect(bring()).rejects.toMatchObject({
    kind: 'delivery.filtered_paths',
    facts: { paths: ['a.psd'] },
  });
});

test('changes of submodules are told', async () => {
  await using bench = await createDeliveryBench();
  await mkdir(join(bench.copyDir, 'lib'));
  const pointer = (digit: string) =>
    bench.git(bench.copyDir, 'update-index', '--add', '--cacheinfo', `160000,${digit.repeat(40)},lib`);
  await pointer('1');
  await bench.write('.gitmodules', '[submodule "lib"]\npath = lib\nurl = https://example.org/lib.git\n');
  const added = await bench.airlock.bringWork(bench.repo, finishing);
  expect(added.notes).toEqual([
    '.gitmodules changes: look at the addresses of the submodules',
    'the submodule lib is added at 111111111111; commits made inside a submodule are not delivered',
  ]);
});

test('a container that slips the uncommitted changes back in is found out', async () => {
  await using bench = await createDeliveryBench({ uncommitted: { 'mine.txt': 'mine\n' } });
  await bench.write('x.txt', 'x\n');
  await bench.commit('X');
  const { exec } = bench.repo.copy;
  const lying: typeof exec = async (argv, options) => {
    const result = await exec(argv, options);
    // Once the replay has left its ref, it is moved to a commit that also builds on the snapshot.
    if (result.stdout.endsWith('\0replayed')) {
      const [replayed = ''] = result.stdout.split('\0');
      const ref = argv.find((arg) => arg.startsWith('refs/hero/replay-')) ?? '';
      const both = ['-p', replayed, '-p', bench.snapshot, '-m', 'Merge', `${replayed}^{tree}`];
      await bench.git(
        bench.copyDir,
        'update-ref',
        ref,
        await bench.git(bench.copyDir, 'commit-tree', ...both),
      );
    }
    return result;
  };
  const repo = { ...bench.repo, copy: { ...bench.repo.copy, exec: lying } };
  await expect(bench.airlock.bringWork(repo, { ...finishing, leaveOut: bench.base })).rejects.toMatchObject({
    kind: 'delivery.replay_failed',
    message: expect.stringContaining('still in it'),
  });
});

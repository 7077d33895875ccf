import { join } from 'node:path';
import { createSampleRepo, git } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { createDeliveryBench, type DeliveryBench } from '../support/delivery-bench.ts';
import { PoisonBundler } from '../support/poison-bundle.ts';
import { openSourceFixture } from '../support/source-fixture.ts';

/** A commit of three small trees that stands for `width`³ files. */
async function commitOfMany(bench: DeliveryBench, width: number): Promise<string> {
  const poison = new PoisonBundler(bench);
  const blob = await poison.object('blob', 'x\n');
  const names = Array.from({ length: width }, (_, index) => `f${String(index).padStart(4, '0')}`);
  let tree = await poison.tree(names.map((name) => ['100644', name, blob]));
  for (const _level of [1, 2]) {
    const below = tree;
    tree = await poison.tree(names.map((name) => ['40000', name, below]));
  }
  return poison.commitOf(tree);
}

test('three small trees that stand for 262,144 files are not listed', async () => {
  await using bench = await createDeliveryBench();
  const to = await commitOfMany(bench, 64);
  await bench.git(bench.repo.vault.dir, 'fetch', '-q', bench.copyDir, `+${to}:refs/hero/look`);
  const range = { from: bench.snapshot, to };
  await expect(bench.airlock.diff(bench.repo.vault, range)).rejects.toMatchObject({
    kind: 'delivery.too_many_files',
  });
});

test('a source whose tree stands for ten thousand million files is refused by memory and size, not walked', {
  timeout: 300_000,
}, async () => {
  const limits = { memoryBytes: 64 * 1024 ** 2, cpuSeconds: 3, outputBytes: 4 * 1024 ** 2 };
  await using fixture = await openSourceFixture({ limits });
  const { codeRoot, buildDir } = fixture.home;
  const shop = await createSampleRepo(join(codeRoot, 'shop'));
  let entry = `100644 blob ${await git(shop.dir, ['hash-object', '-w', 'README.md'])}`;
  for (let level = 0; level < 10; level += 1) {
    const input = Array.from({ length: 10 }, (_, index) => `${entry}\tn${index}\n`).join('');
    entry = `040000 tree ${await git(shop.dir, ['mktree'], { input })}`;
  }
  const tree = entry.split(' ').at(-1) ?? '';
  const commit = await git(shop.dir, ['commit-tree', tree, '-p', 'HEAD', '-m', 'Grow']);
  await git(shop.dir, ['update-ref', 'HEAD', commit]);
  const source = await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir });

  await expect(fixture.sourceGit.info(source)).rejects.toMatchObject({ kind: 'repo.unsupported' });
  await expect(fixture.prepare('shop')).rejects.toMatchObject({ kind: 'repo.unsupported' });
  await expect(fixture.prepare('shop', { clean: true })).rejects.toMatchObject({ kind: 'repo.unsupported' });
});

import { expect, test } from 'vitest';
import { createDeliveryBench, type DeliveryBench } from './support/delivery-bench.ts';
import { PoisonBundler } from './support/poison-bundle.ts';

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

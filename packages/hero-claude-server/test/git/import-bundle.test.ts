import { appendFile, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ImportOptions, importBundle } from '../../src/adapters/git/import/import-bundle.ts';
import { createDeliveryBench, type DeliveryBench, finishing } from '../support/delivery-bench.ts';
import { cutOff, PoisonBundler, zeroPack } from '../support/poison-bundle.ts';

const ref = 'refs/hero/head';

async function importInto(bench: DeliveryBench, path: string, options: Partial<ImportOptions> = {}) {
  await using bundle = await open(path);
  return await importBundle({ vault: bench.repo.vault, bundle, ref, base: bench.snapshot, ...options });
}

/** Nothing of it reaches the vault: no ref, no object, no file. */
async function expectRefused(
  bench: DeliveryBench,
  bundle: string,
  reason: RegExp,
  options?: Partial<ImportOptions>,
) {
  const before = await bench.vaultState();
  await expect(importInto(bench, bundle, options)).rejects.toMatchObject({
    kind: 'delivery.bundle_refused',
    message: expect.stringMatching(reason),
  });
  expect(await bench.vaultState()).toBe(before);
}

async function benchWithWork(): Promise<{ bench: DeliveryBench; poison: PoisonBundler; tip: string }> {
  const bench = await createDeliveryBench();
  await bench.write('work.txt', 'work\n'.repeat(2_000));
  const tip = await bench.commit('Work');
  return { bench, poison: new PoisonBundler(bench), tip };
}

test('an honest bundle is let in, again and again, under our name only', async () => {
  const { bench, poison, tip } = await benchWithWork();
  await using _ = bench;
  await bench.git(bench.copyDir, 'tag', '-am', 'sneaky', 'v9.9');
  await bench.git(bench.copyDir, 'branch', '-f', 'main', tip);
  const bundle = await poison.honest('refs/heads/main', `^${bench.snapshot}`);
  const main = await bench.git(bench.repo.vault.dir, 'rev-parse', 'refs/heads/main');

  const first = await importInto(bench, bundle);
  expect(first).toMatchObject({ commit: tip, commits: 1, objects: 3 });
  const after = await bench.vaultState();
  expect(await importInto(bench, bundle)).toEqual(first);
  expect(await bench.vaultState()).toBe(after);
  expect(await bench.git(bench.repo.vault.dir, 'rev-parse', 'refs/heads/main')).toBe(main);
  expect(await bench.git(bench.repo.vault.dir, 'tag')).toBe('');
  expect(await bench.git(bench.repo.vault.dir, 'rev-parse', ref)).toBe(tip);
});

test('a thin pack is completed from the vault', async () => {
  const bench = await createDeliveryBench({ files: { 'big.txt': `${'line of text\n'.repeat(5_000)}end\n` } });
  await using _ = bench;
  await bench.write('big.txt', `${'line of text\n'.repeat(5_000)}other end\n`);
  const tip = await bench.commit('Edit');
  const poison = new PoisonBundler(bench);
  const pack = await poison.packSince(tip, ['--thin']);
  expect(await importInto(bench, await poison.bundle(tip, pack))).toMatchObject({ commit: tip });
  expect(await bench.git(bench.repo.vault.dir, 'fsck', '--strict')).toBe('');
});

test('what an earlier server left half-done is swept away', async () => {
  const { bench, poison } = await benchWithWork();
  await using _ = bench;
  const left = join(bench.repo.vault.dir, 'objects', 'incoming-dead', 'pack');
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'tmp_pack_x'), 'half');
  await importInto(bench, await poison.honest('HEAD', `^${bench.snapshot}`));
  expect(
    (await readdir(join(bench.repo.vault.dir, 'objects'))).filter((name) => name.startsWith('inc')),
  ).toEqual([]);
});

test.each([['.git'], ['.GIT'], ['git~1'], ['.gi\u200ct'], ['..'], ['.'], ['a/b']])(
  'a tree that holds %j is refused',
  async (name) => {
    await using bench = await createDeliveryBench();
    const poison = new PoisonBundler(bench);
    const blob = await poison.object('blob', 'evil\n');
    const inner = await poison.tree([['100644', 'config', blob]]);
    const tree = await poison.tree([['40000', name, inner]]);
    const tip = await poison.commitOf(tree);
    const pack = await poison.packOf([tip, tree, inner, blob]);
    await expectRefused(bench, await poison.bundle(tip, pack), /hasDot|fullPathname|contains/i);
  },
);

test('a symlinked .gitmodules and a hostile submodule url are refused', async () => {
  await using bench = await createDeliveryBench();
  const poison = new PoisonBundler(bench);
  const target = await poison.object('blob', '/etc/passwd');
  const linked = await poison.tree([['120000', '.gitmodules', target]]);
  const link = await poison.commitOf(linked);
  await expectRefused(
    bench,
    await poison.bundle(link, await poison.packOf([link, linked, target])),
    /gitmodules/i,
  );

  const modules = await poison.object(
    'blob',
    '[submodule "x"]\npath = x\nurl = --upload-pack=touch /tmp/x\n',
  );
  const tree = await poison.tree([['100644', '.gitmodules', modules]]);
  const tip = await poison.commitOf(tree);
  await expectRefused(
    bench,
    await poison.bundle(tip, await poison.packOf([tip, tree, modules])),
    /gitmodules/i,
  );
});

test('a file of the source does not become a hostile .gitmodules', async () => {
  await using bench = await createDeliveryBench({
    files: { 'notes.txt': '[submodule "../../x"]\npath = x\nurl = -oProxyCommand=x\n' },
  });
  const poison = new PoisonBundler(bench);
  const blob = await bench.git(bench.copyDir, 'rev-parse', 'HEAD:notes.txt');
  const tree = await poison.tree([['100644', '.gitmodules', blob]]);
  const tip = await poison.commitOf(tree);
  await expectRefused(bench, await poison.bundle(tip, await poison.packOf([tip, tree])), /gitmodules/i);
});

test('missing objects are found: a blob, a tree, a parent', async () => {
  await using bench = await createDeliveryBench();
  const poison = new PoisonBundler(bench);
  const blob = await poison.object('blob', 'kept back\n');
  const tree = await poison.tree([['100644', 'file', blob]]);
  const tip = await poison.commitOf(tree);
  await expectRefused(bench, await poison.bundle(tip, await poison.packOf([tip, tree])), /object/);
  await expectRefused(bench, await poison.bundle(tip, await poison.packOf([tip, blob])), /object/);
  const orphan = await poison.object(
    'commit',
    `tree ${tree}\nparent ${'1'.repeat(40)}\nauthor M <m@x.org> 1 +0000\ncommitter M <m@x.org> 1 +0000\n\nx\n`,
  );
  await expectRefused(
    bench,
    await poison.bundle(orphan, await poison.packOf([orphan, tree, blob])),
    /object/,
  );
});

test('a tip that is not in the pack, or is no commit, is refused', async () => {
  const { bench, poison, tip } = await benchWithWork();
  await using _ = bench;
  const pack = await poison.packSince(tip);
  await expectRefused(bench, await poison.bundle('2'.repeat(40), pack), /missing/);
  const blob = await poison.object('blob', 'x\n');
  await expectRefused(bench, await poison.bundle(blob, await poison.packOf([blob])), /is not a commit/);
  await bench.git(bench.copyDir, 'tag', '-am', 'tag', 'v1');
  const tag = await bench.git(bench.copyDir, 'rev-parse', 'v1');
  await expectRefused(bench, await poison.bundle(tag, await poison.packSince(tag)), /is not a commit/);
});

test('an object of the vault that no ref reaches does not count as there', async () => {
  const { bench, poison } = await benchWithWork();
  await using _ = bench;
  const loose = await poison.object('blob', 'loose in the vault\n');
  const hidden = await poison.commitOf(await poison.tree([['100644', 'file', loose]]));
  const oids = await bench.git(
    bench.copyDir,
    'rev-list',
    '--objects',
    '--no-object-names',
    hidden,
    `^${bench.snapshot}`,
  );
  const commitOnly = await poison.packOf([oids.split('\n')[0] ?? '']);
  await writeFile(join(bench.dir, 'lone.pack'), commitOnly);
  await bench.repo.copy.exec([
    'sh',
    '-c',
    `git -C "$1" unpack-objects -q < "$2"`,
    'sh',
    bench.repo.vault.dir,
    join(bench.dir, 'lone.pack'),
  ]);
  const header = `# v2 git bundle\n-${hidden} base\n${hidden} HEAD\n\n`;
  await expectRefused(bench, await poison.bundle(hidden, await poison.packOf([loose]), header), /missing/);
});

test('prerequisites the vault lacks are named', async () => {
  const { bench, poison, tip } = await benchWithWork();
  await using _ = bench;
  const missing = '3'.repeat(40);
  const header = `# v2 git bundle\n-${missing} gone\n${tip} HEAD\n\n`;
  await expectRefused(
    bench,
    await poison.bundle(tip, await poison.packSince(tip), header),
    new RegExp(missing),
  );
});

test('unrelated history is a rewritten base', async () => {
  const { bench, poison } = await benchWithWork();
  await using _ = bench;
  await bench.git(bench.copyDir, 'switch', '-q', '--orphan', 'fresh');
  await bench.write('fresh.txt', 'fresh\n');
  await bench.commit('Fresh');
  const before = await bench.vaultState();
  const bundle = await poison.honest('HEAD');
  await expect(importInto(bench, bundle)).rejects.toMatchObject({ kind: 'delivery.base_rewritten' });
  expect(await bench.vaultState()).toBe(before);
});

test('a cut bundle, a garbled one and one with something after its end are refused', async () => {
  const { bench, poison } = await benchWithWork();
  await using _ = bench;
  const range = ['HEAD', `^${bench.snapshot}`];
  const cut = await poison.honest(...range);
  await cutOff(cut, 7);
  await expectRefused(bench, cut, /early EOF|corrupt|pack/);
  const trailing = await poison.honest(...range);
  await appendFile(trailing, 'and more');
  await expectRefused(bench, trailing, /junk/);
  const tip = await bench.git(bench.copyDir, 'rev-parse', 'HEAD');
  const pack = await poison.packSince(tip);
  pack.writeUInt8(pack.readUInt8(40) ^ 0xff, 40);
  await expectRefused(bench, await poison.bundle(tip, pack), /inflate|corrupt|pack|SHA|zlib/i);
  await expectRefused(bench, await poison.bundle(tip, Buffer.alloc(0)), /no pack/);
});

test('filters, several tips and a hundred thousand refs are refused', async () => {
  const { bench, poison, tip } = await benchWithWork();
  await using _ = bench;
  const pack = await poison.packSince(tip);
  const refuse = async (header: string, reason: RegExp) =>
    expectRefused(bench, await poison.bundle(tip, pack, header), reason);
  await refuse(`# v3 git bundle\n@object-format=sha1\n@filter=blob:none\n${tip} HEAD\n\n`, /filter/);
  await refuse(`# v2 git bundle\n${tip} HEAD\n${tip} refs/tags/v1\n\n`, /more than one tip/);
  const refs = Array.from({ length: 100_000 }, (_, index) => `${tip} refs/heads/b${index}\n`).join('');
  await refuse(`# v2 git bundle\n${refs}\n`, /more than one tip/);
  await refuse(`# v3 git bundle\n@object-format=sha256\n${'4'.repeat(64)} HEAD\n\n`, /sha256/);
});

test('a pack that claims more objects than allowed is not even unpacked', async () => {
  const { bench, poison, tip } = await benchWithWork();
  await using _ = bench;
  const pack = await poison.packSince(tip);
  pack.writeUInt32BE(4_000_000_000, 8);
  await expectRefused(bench, await poison.bundle(tip, pack), /4000000000 objects/);
});

test('a pack that unpacks to far too much is stopped by memory, and by time', async () => {
  await using bench = await createDeliveryBench();
  const poison = new PoisonBundler(bench);
  const large = zeroPack('commit', 96 * 1024 ** 2);
  expect(large.length).toBeLessThan(1024 ** 2);
  const bundle = await poison.bundle('5'.repeat(40), large);
  await expectRefused(bench, bundle, /memory/, { limits: { memoryBytes: 64 * 1024 ** 2 } });

  const slow = await poison.bundle('5'.repeat(40), zeroPack('blob', 600 * 1024 ** 2));
  await expectRefused(bench, slow, /too long/, { limits: { cpuSeconds: 1 } });
});

test('a commit too large to be shown is refused', async () => {
  await using bench = await createDeliveryBench();
  const poison = new PoisonBundler(bench);
  const tree = await bench.git(bench.copyDir, 'rev-parse', 'HEAD^{tree}');
  const tip = await poison.commitOf(tree, `${'long '.repeat(300_000)}\n`);
  await expectRefused(bench, await poison.bundle(tip, await poison.packOf([tip])), /commit is larger/);
});

test('replace refs and grafts of the copy do not change what is delivered', async () => {
  const { bench, poison, tip } = await benchWithWork();
  await using _ = bench;
  const other = await poison.commitOf(
    await bench.git(bench.copyDir, 'rev-parse', `${bench.snapshot}^{tree}`),
  );
  await bench.git(bench.copyDir, 'replace', tip, other);
  await writeFile(join(bench.copyDir, '.git', 'info', 'grafts'), `${tip}\n`);
  const work = await bench.airlock.bringWork(bench.repo, finishing);
  expect(work.imported?.commit).toBe(tip);
  expect(await bench.git(bench.repo.vault.dir, 'show', `${tip}:work.txt`)).toContain('work');
  expect(await bench.git(bench.repo.vault.dir, 'rev-parse', `${tip}^`)).toBe(bench.snapshot);
});

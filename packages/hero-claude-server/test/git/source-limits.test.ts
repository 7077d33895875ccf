import { writeFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/adapters/file-tree.ts';
import { openSourceFixture } from '../support/source-fixture.ts';

const asRoot = process.getuid?.() === 0;

describe('prepare at its limits', () => {
  it('says before it begins that the disk is too small', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await writeFile(join(shop.dir, 'huge'), '');
    await truncate(join(shop.dir, 'huge'), 2 ** 43);
    const error = await fixture.prepare('shop').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'disk.full' });
    const { facts } = error as { facts: { need_bytes: number; have_bytes: number } };
    expect(facts.need_bytes).toBeGreaterThan(2 ** 43);
    expect(facts.have_bytes).toBeLessThan(facts.need_bytes);
    const folder = await fixture.folder('00000001');
    expect([...(await readdir(folder.code)), ...(await readdir(folder.vaults))]).toEqual([]);
  });

  it('reports progress that ends at the whole', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await writeFile(join(shop.dir, 'big.bin'), Buffer.alloc(20_000_000, 'x'));
    const seen: { phase: string; bytes: number; percent: number }[] = [];
    await fixture.prepare('shop', { onProgress: (progress) => void seen.push(progress) });
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(['vault', 'files', 'snapshot']));
    const files = seen.filter(({ phase }) => phase === 'files');
    expect(files.at(-1)?.bytes).toBeGreaterThanOrEqual(20_000_000);
    expect(files.every(({ percent }) => percent >= 0 && percent <= 100)).toBe(true);
  });

  it('copies again what is saved while the files are copied, and commits that', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const { copy, inCopy, repo } = await fixture.prepare('shop', {
      onProgress: ({ phase }) => phase === 'snapshot' && writeFileSync(join(shop.dir, 'README.md'), 'late\n'),
    });
    expect(await readFile(join(copy, 'README.md'), 'utf8')).toBe('late\n');
    expect(repo.snapshot.uncommitted_files).toEqual(['README.md']);
    expect(await inCopy('show', 'HEAD:README.md')).toBe('late');
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('brings every file of a large tree once, whoever copies it', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { big: 5000, ignored: true });
    await writeFile(join(shop.dir, 'big/0040/new.txt'), 'not tracked\n');
    let bytes = 0;
    const { copy, inCopy, repo } = await fixture.prepare('shop', {
      onProgress: (progress) => progress.phase === 'files' && (bytes = progress.bytes),
    });
    expect(repo.snapshot.uncommitted_files).toEqual(['big/0040/new.txt']);
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inCopy('diff', '--stat', repo.base.commit, 'HEAD', '--', ':!big/0040/new.txt')).toBe('');
    expect(await exists(join(copy, 'dist'))).toBe(false);
    const tracked = await inCopy('ls-files');
    expect(tracked.split('\n')).toHaveLength((await shop.git('ls-files')).split('\n').length + 1);
    expect(bytes).toBeGreaterThan(5000 * 400);
  });

  it('refuses to prepare a copy twice, and leaves the first alone', async () => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const { inCopy, inVault } = await fixture.prepare('shop', { sessionId: 'abcdef06' });
    await expect(fixture.prepare('shop', { sessionId: 'abcdef06' })).rejects.toThrow('there already');
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inVault('fsck')).toBe('');
  });

  it('prepares several sessions of one repository side by side', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { uncommitted: true });
    const made = await Promise.all(Array.from({ length: 4 }, async () => fixture.prepare('shop')));
    for (const { repo, inCopy } of made) {
      expect(repo.base.commit).toBe(shop.head);
      expect(await inCopy('status', '--porcelain')).toBe('');
    }
  });

  it('copies folders nobody may write in, and clears them away again', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await mkdir(join(shop.dir, 'locked'));
    await writeFile(join(shop.dir, 'locked/file'), 'x');
    await chmod(join(shop.dir, 'locked'), 0o555);
    const { copy } = await fixture.prepare('shop');
    expect(await exists(join(copy, 'locked/file'))).toBe(true);

    const controller = new AbortController();
    const cancelled = fixture.prepare('shop', {
      sessionId: 'abcdef07',
      signal: controller.signal,
      onProgress: ({ phase }) => phase === 'snapshot' && controller.abort(new Error('enough')),
    });
    await expect(cancelled).rejects.toThrow('enough');
    expect(await readdir((await fixture.folder('abcdef07')).code)).toEqual([]);
    for (const dir of [shop.dir, copy]) await chmod(join(dir, 'locked'), 0o755);
  });

  it.skipIf(asRoot)('names a file that cannot be read, and leaves nothing', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await chmod(join(shop.dir, 'README.md'), 0);
    await expect(fixture.prepare('shop')).rejects.toMatchObject({
      kind: 'repo.unreadable',
      message: expect.stringContaining('README.md'),
    });
    const folder = await fixture.folder('00000001');
    expect([...(await readdir(folder.code)), ...(await readdir(folder.vaults))]).toEqual([]);
  });

  it.skipIf(asRoot)('passes over a folder that git cannot look into either', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await mkdir(join(shop.dir, 'pgdata'), { mode: 0 });
    const { repo, copy } = await fixture.prepare('shop');
    expect(repo.snapshot.uncommitted_files).toEqual([]);
    expect(await exists(join(copy, 'pgdata'))).toBe(false);
    await chmod(join(shop.dir, 'pgdata'), 0o700);
  });

  it('sweeps what a killed server left, and packs nobody uses', async () => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const { inVault } = await fixture.prepare('shop');
    const stale = join(fixture.cacheDir, 'shadows/shadow-stale');
    const fresh = join(fixture.cacheDir, 'shadows/shadow-fresh');
    for (const dir of [stale, fresh]) await mkdir(dir);
    const long = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000);
    await utimes(stale, long, long);
    await fixture.sourceGit.sweep();
    expect([await exists(stale), await exists(fresh)]).toEqual([false, true]);

    const packs = join(fixture.cacheDir, 'packs');
    const [entry = ''] = await readdir(packs);
    await utimes(join(packs, entry, 'tips'), long, long);
    await fixture.sourceGit.sweep();
    expect(await readdir(packs)).toEqual([]);
    expect(await inVault('fsck', '--full')).toBe('');
    expect((await fixture.prepare('shop')).repo.notes).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, git } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/adapters/file-tree.ts';
import { openSourceFixture } from '../support/source-fixture.ts';

describe('prepare of repositories of all kinds', () => {
  it('SHA-256', async () => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { sha256: true, uncommitted: true });
    const { repo, inCopy, inVault } = await fixture.prepare('shop');
    expect(repo.snapshot.commit).toMatch(/^[0-9a-f]{64}$/);
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inVault('fsck', '--full', '--connectivity-only')).toBe('');
  });

  it('a linked worktree', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), {
      worktree: true,
      uncommitted: true,
    });
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(repo.base).toEqual({ ref: 'refs/heads/work', commit: shop.head });
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect((await readdir(join(copy, '.git'))).sort()).not.toContain('commondir');
  });

  it('a detached HEAD that no ref reaches', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { detached: true });
    await shop.git('commit', '-q', '--allow-empty', '-m', 'floating');
    const { repo, inVault } = await fixture.prepare('shop');
    expect(repo.base).toEqual({ ref: 'HEAD', commit: await shop.git('rev-parse', 'HEAD') });
    expect(await inVault('log', '-1', '--format=%s', repo.base.commit)).toBe('floating');
  });

  it.each([{ empty: true }, { empty: true, uncommitted: true }])(
    'no commits: says what to do %o',
    async (options) => {
      await using fixture = await openSourceFixture();
      await createSampleRepo(join(fixture.home.codeRoot, 'shop'), options);
      await expect(fixture.prepare('shop')).rejects.toMatchObject({
        kind: 'repo.no_commits',
        hint: expect.stringContaining('commit --allow-empty'),
      });
      const folder = await fixture.folder('00000001');
      expect([...(await readdir(folder.code)), ...(await readdir(folder.vaults))]).toEqual([]);
    },
  );

  it('a shallow clone, and again after it was deepened', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { shallow: true });
    const first = await fixture.prepare('shop');
    expect(await first.inCopy('log', '--format=%s')).toBe('Say how to come back');
    expect(await first.inVault('fsck', '--full')).toBe('');
    expect(await first.inCopy('status', '--porcelain')).toBe('');

    await shop.git('fetch', '-q', '--unshallow', `file://${shop.dir}-origin.git`);
    const second = await fixture.prepare('shop');
    expect(await second.inCopy('log', '--format=%s')).toContain('Open the shop');
    expect(await second.inVault('fsck', '--full')).toBe('');
  });

  it('a partial clone: says how to complete it, and works when that was done', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const origin = await createSampleRepo(join(dir, 'origin'));
    await origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(codeRoot, 'shop');
    await git(codeRoot, ['clone', '-q', '--filter=blob:none', `file://${origin.dir}`, clone]);
    const refused = await fixture.prepare('shop').catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'repo.incomplete', facts: { remote: 'origin' } });
    const missing = await git(clone, ['rev-list', '--objects', '--all', '--missing=print']);
    expect(missing).toContain('?');

    const fix = (refused as { hint: string }).hint.replace(/^complete it: /, '');
    execFileSync('sh', ['-c', fix], {
      env: { ...fixture.home.env, GIT_CONFIG_GLOBAL: join(dir, '.gitconfig') },
    });
    const { inCopy, inVault } = await fixture.prepare('shop', { sessionId: 'abcdef03' });
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inVault('fsck', '--full')).toBe('');
  });

  it.each([false, true])('a sparse checkout, index sparse: %s', async (sparseIndex) => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await shop.git('sparse-checkout', 'set', '--cone', ...(sparseIndex ? ['--sparse-index'] : []), 'src');
    await appendFile(join(shop.dir, 'src/cart.js'), '// more\n');
    for (const clean of [false, true]) {
      const { repo, copy, inCopy } = await fixture.prepare('shop', { clean });
      expect(repo.snapshot.uncommitted_files).toEqual(clean ? [] : ['src/cart.js']);
      expect(await exists(join(copy, 'docs'))).toBe(false);
      expect(await inCopy('status', '--porcelain')).toBe('');
      expect(await inCopy('ls-tree', '-r', '--name-only', 'HEAD')).toContain('docs/guide.md');
    }
  });

  it('a split index', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { uncommitted: true });
    await shop.git('update-index', '--split-index');
    const { repo, inCopy } = await fixture.prepare('shop');
    expect(repo.snapshot.uncommitted_files).toHaveLength(4);
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('a bare repository', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.dir, 'shop'));
    await git(fixture.home.dir, ['clone', '-q', '--bare', shop.dir, join(fixture.home.codeRoot, 'shop.git')]);
    const { repo, copy, inCopy } = await fixture.prepare('shop.git');
    expect(repo.base.commit).toBe(shop.head);
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await exists(join(copy, 'README.md'))).toBe(true);
  });

  it('submodules: files are there, the outer repository stays clean, and it is said', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { submodule: true });
    await writeFile(join(shop.dir, 'vendor/lib/new.sh'), 'echo new\n');
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(await readFile(join(copy, 'vendor/lib/lib.sh'), 'utf8')).toBe('echo lib\n');
    expect(await exists(join(copy, 'vendor/lib/new.sh'))).toBe(true);
    expect(await exists(join(copy, 'vendor/lib/.git'))).toBe(false);
    expect(repo.notes.join()).toContain('submodule vendor/lib');
    expect(repo.snapshot.uncommitted_files).toEqual([]);
    expect(await inCopy('status', '--porcelain')).toBe('');

    await shop.git('submodule', '--quiet', 'deinit', '--force', 'vendor/lib');
    const second = await fixture.prepare('shop');
    expect(await readdir(join(second.copy, 'vendor/lib'))).toEqual([]);
    expect(second.repo.notes.join()).toContain('not checked out');
  });

  it('repositories inside a repository stay out, and it is said', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await createSampleRepo(join(shop.dir, 'inner/other'));
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(repo.notes).toEqual(['inner/other is a repository of its own and is not copied']);
    expect(await exists(join(copy, 'inner/other'))).toBe(false);
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('files of a filter driver are written as stored, marked, and never taken for changes', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { lfs: true });
    const pointer = await readFile(join(shop.dir, 'assets/logo.bin'), 'utf8');
    // As git-lfs leaves it: real content on disk, known to the index as unchanged.
    await writeFile(join(shop.dir, 'assets/logo.bin'), 'REAL CONTENT'.repeat(1000));
    await writeFile(join(shop.dir, 'assets/fresh.bin'), 'never stored');
    for (const clean of [false, true]) {
      const { repo, copy, inCopy } = await fixture.prepare('shop', { clean });
      expect(repo.filtered_paths).toEqual(['assets/logo.bin']);
      expect(await readFile(join(copy, 'assets/logo.bin'), 'utf8')).toBe(pointer);
      expect(await exists(join(copy, 'assets/fresh.bin'))).toBe(false);
      expect(repo.snapshot.uncommitted_files).toEqual([]);
      expect(await inCopy('status', '--porcelain')).toBe('');
      expect(repo.notes.join().includes('assets/fresh.bin')).toBe(!clean);
    }
  });

  it('line endings are converted as in the source', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await shop.git('config', 'core.autocrlf', 'true');
    await writeFile(join(shop.dir, 'dos.txt'), 'a\r\nb\r\n');
    await shop.git('add', 'dos.txt');
    await shop.git('commit', '-qm', 'dos');
    await writeFile(join(shop.dir, 'new.txt'), 'c\r\n');
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(await readFile(join(copy, 'dos.txt'), 'utf8')).toBe('a\r\nb\r\n');
    expect(repo.snapshot.uncommitted_files).toEqual(['new.txt']);
    expect(await inCopy('cat-file', '-s', 'HEAD:new.txt')).toBe('2');
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('ignore rules outside the tree count, and so do the user’s own', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const shop = await createSampleRepo(join(codeRoot, 'shop'));
    await writeFile(join(shop.dir, '.git/info/exclude'), 'local.txt\n');
    await writeFile(join(dir, 'ignored-by-me'), '*.mine\n');
    await appendFile(join(dir, '.gitconfig'), '[core]\n\texcludesFile = ~/ignored-by-me\n');
    for (const name of ['local.txt', 'x.mine', 'kept.txt']) await writeFile(join(shop.dir, name), name);
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(repo.snapshot.uncommitted_files).toEqual(['kept.txt']);
    expect(await exists(join(copy, 'x.mine'))).toBe(false);
    await writeFile(join(copy, 'local.txt'), '');
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('a branch named hero gives way, and it is said', async () => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { branches: ['hero'] });
    const { repo, inCopy } = await fixture.prepare('shop');
    expect(repo.notes.join()).toContain('refs/heads/hero');
    expect(await inCopy('symbolic-ref', 'HEAD')).toBe('refs/heads/hero/00000001-work');
  });

  it('a merge in progress is copied as the files are', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await shop.git('checkout', '-qb', 'other');
    await writeFile(join(shop.dir, 'README.md'), 'other\n');
    await shop.git('commit', '-qam', 'other');
    await shop.git('checkout', '-q', 'main');
    await writeFile(join(shop.dir, 'README.md'), 'mine\n');
    await shop.git('commit', '-qam', 'mine');
    await git(shop.dir, ['merge', 'other'], { check: false });
    const { repo, inCopy } = await fixture.prepare('shop');
    expect(repo.snapshot.uncommitted_files).toEqual(['README.md']);
    expect(await inCopy('show', 'HEAD:README.md')).toContain('<<<<<<<');
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('a broken object store is an error that says so, and nothing is left', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const tree = await shop.git('rev-parse', 'HEAD^{tree}');
    await rm(join(shop.dir, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    await expect(fixture.prepare('shop')).rejects.toMatchObject({
      family: 'conflict',
      kind: 'repo.unsupported',
    });
    const folder = await fixture.folder('00000001');
    expect([...(await readdir(folder.code)), ...(await readdir(folder.vaults))]).toEqual([]);
  });

  it('a huge ignored folder costs nothing', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await appendFile(join(shop.dir, '.gitignore'), 'node_modules/\n');
    await mkdir(join(shop.dir, 'node_modules/a'), { recursive: true });
    await writeFile(join(shop.dir, 'node_modules/a/big'), Buffer.alloc(5_000_000));
    const { copy } = await fixture.prepare('shop');
    expect(await exists(join(copy, 'node_modules'))).toBe(false);
  });
});

import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, diffTrees, git, readTree } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { openSourceFixture } from '../support/source-fixture.ts';

describe('list', () => {
  it('finds repositories three folders deep, not in each other, with their branches', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir } = fixture.home;
    await createSampleRepo(join(codeRoot, 'shop'));
    await createSampleRepo(join(codeRoot, 'shop/vendor/inner'));
    await createSampleRepo(join(codeRoot, 'team/api'), { detached: true });
    await createSampleRepo(join(codeRoot, 'a/b/c'), { worktree: true });
    await createSampleRepo(join(codeRoot, 'a/b/x/deep'));
    await createSampleRepo(join(codeRoot, '.dotfiles'));
    await createSampleRepo(join(codeRoot, '.hidden/inside'));
    await createSampleRepo(join(codeRoot, 'x/node_modules/dep'));
    await git(codeRoot, ['clone', '-q', '--bare', join(codeRoot, 'shop'), join(codeRoot, 'mirror.git')]);
    await mkdir(join(codeRoot, 'plain/.git'), { recursive: true });
    await writeFile(join(codeRoot, 'file'), '');
    const found = await fixture.sourceGit.list(codeRoot, { buildDir });
    expect(found.map(({ name, branch }) => [name, branch])).toEqual([
      ['.dotfiles', 'main'],
      ['a/b/c', 'work'],
      ['a/b/c-main', 'main'],
      ['mirror.git', 'main'],
      ['shop', 'main'],
      ['team/api', null],
    ]);
    expect(found[0]?.path).toBe(join(codeRoot, '.dotfiles'));
  });

  it('leaves BUILDDIR, links and unspeakable names out, and says which folder it could not read', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    await createSampleRepo(join(codeRoot, 'build/00000001/code/shop'));
    await createSampleRepo(join(dir, 'elsewhere'));
    await symlink(join(dir, 'elsewhere'), join(codeRoot, 'link'));
    await createSampleRepo(join(codeRoot, 'a\nb'));
    await createSampleRepo(join(codeRoot, 'ok'));
    const found = await fixture.sourceGit.list(codeRoot, { buildDir: join(codeRoot, 'build') });
    expect(found.map(({ name }) => name)).toEqual(['ok']);
    expect(fixture.warnings).toEqual([expect.objectContaining({ path: join(codeRoot, 'a\nb') })]);
  });

  it('goes on past a folder it may not read', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir, buildDir } = fixture.home;
    const closed = join(codeRoot, 'closed');
    await mkdir(closed, { mode: 0 });
    await createSampleRepo(join(codeRoot, 'ok'));
    await chmod(dir, 0o711);
    // Root may read everything, so it looks as somebody else.
    const asRoot = process.geteuid?.() === 0;
    if (asRoot) process.seteuid?.(65_534);
    try {
      const found = await fixture.sourceGit.list(codeRoot, { buildDir });
      expect(found.map(({ name }) => name)).toEqual(['ok']);
    } finally {
      if (asRoot) process.seteuid?.(0);
      await chmod(closed, 0o700);
    }
    expect(fixture.warnings).toEqual([expect.objectContaining({ path: closed })]);
  });

  it('offers just the one when CODEROOT is a repository itself', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.dir, 'shop'));
    await createSampleRepo(join(shop.dir, 'vendor/inner'));
    const found = await fixture.sourceGit.list(shop.dir, { buildDir: fixture.home.buildDir });
    expect(found).toEqual([{ name: 'shop', path: shop.dir, branch: 'main' }]);
  });

  it('names a CODEROOT that is not there', async () => {
    await using fixture = await openSourceFixture();
    const missing = join(fixture.home.dir, 'missing');
    await expect(fixture.sourceGit.list(missing, { buildDir: fixture.home.buildDir })).rejects.toMatchObject({
      kind: 'repo.code_root_unreadable',
      facts: { code_root: missing },
    });
  });

  it('lists a thousand repositories', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir } = fixture.home;
    for (let index = 0; index < 1000; index++) {
      const dir = join(codeRoot, `group${index % 10}`, `repo${index}`);
      await mkdir(join(dir, '.git/refs'), { recursive: true });
      await mkdir(join(dir, 'src'));
      await writeFile(join(dir, '.git/HEAD'), 'ref: refs/heads/main\n');
    }
    expect(await fixture.sourceGit.list(codeRoot, { buildDir })).toHaveLength(1000);
  });
});

describe('resolve', () => {
  it.each(['../shop', '/etc', 'shop/..', '--upload-pack=x', 'shop/.git', '', 'shop\0', 'sohp'])(
    'refuses %j and suggests the nearest',
    async (id) => {
      await using fixture = await openSourceFixture();
      const { codeRoot, buildDir } = fixture.home;
      await createSampleRepo(join(codeRoot, 'shop-front'));
      await createSampleRepo(join(fixture.home.dir, 'shop'));
      const refused = fixture.sourceGit.resolve(codeRoot, id, { buildDir });
      await expect(refused).rejects.toMatchObject({
        kind: 'repo.not_found',
        facts: { repo: id, nearest: null },
      });
      await expect(fixture.sourceGit.resolve(codeRoot, 'shop-frnt', { buildDir })).rejects.toMatchObject({
        facts: { nearest: 'shop-front' },
      });
    },
  );
});

describe('checkLayout', () => {
  it('refuses a BUILDDIR inside a repository, also one that is not there yet', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const checkLayout = async (root: string, build: string) => fixture.sourceGit.checkLayout(root, build);
    const shop = await createSampleRepo(join(codeRoot, 'shop'));
    await checkLayout(codeRoot, join(codeRoot, 'build'));
    await checkLayout(codeRoot, join(dir, 'build'));
    for (const inside of ['build', 'a/b/c']) {
      const buildDir = join(shop.dir, inside);
      await expect(checkLayout(codeRoot, buildDir)).rejects.toMatchObject({
        kind: 'repo.build_dir_inside',
        facts: { build_dir: buildDir, repository: shop.dir },
      });
    }
    await expect(checkLayout(shop.dir, join(shop.dir, 'build'))).rejects.toMatchObject({
      kind: 'repo.build_dir_inside',
    });
  });

  it('does not mind a versioned home folder around CODEROOT and BUILDDIR', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir, buildDir } = fixture.home;
    await git(dir, ['init', '-q']);
    await fixture.sourceGit.checkLayout(codeRoot, buildDir);
  });
});

describe('info', () => {
  it('describes a repository and writes nothing', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir } = fixture.home;
    const shop = await createSampleRepo(join(codeRoot, 'shop'), {
      uncommitted: true,
      ignored: true,
      submodule: true,
    });
    await shop.git('remote', 'add', 'origin', 'https://me:hunter2@forge.example/shop.git');
    // Saved again as it was: an ordinary git status would note that in the index.
    await utimes(join(shop.dir, 'src/login.sh'), new Date(0), new Date(0));
    const before = await readTree(codeRoot, { mtimes: true });
    const source = await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir });
    const info = await fixture.sourceGit.info(source);
    expect(info).toMatchObject({
      name: 'shop',
      branch: 'main',
      head: shop.head,
      last_commit: { sha: shop.head, subject: 'Say how to come back', author: 'Test Person' },
      dirty: true,
      modified_files: 3,
      untracked_files: 1,
      remotes: [{ name: 'origin', url: 'https://forge.example/shop.git' }],
      object_format: 'sha1',
      traits: ['submodules'],
    });
    expect(new Date(info.last_commit?.date ?? '').toISOString()).toBe('2026-01-06T10:00:00.000Z');
    expect(info.size_bytes).toBeGreaterThan(500);
    expect(diffTrees(before, await readTree(codeRoot, { mtimes: true }))).toEqual([]);
    await shop.git('status');
    expect(diffTrees(before, await readTree(codeRoot, { mtimes: true }))).toContainEqual(
      expect.stringContaining('shop/.git/index'),
    );
  });

  it.each([
    [{ empty: true }, []],
    [{ shallow: true }, ['shallow']],
    [{ worktree: true }, ['worktree']],
    [{ detached: true }, ['detached']],
    [{ lfs: true }, ['lfs']],
  ])('%o', async (options, traits) => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir } = fixture.home;
    const shop = await createSampleRepo(join(codeRoot, 'shop'), options);
    const info = await fixture.sourceGit.info(
      await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir }),
    );
    expect(info.traits).toEqual(traits);
    expect(info.head ?? '').toBe(shop.head);
  });
});

describe('identity', () => {
  it('is the repository’s own, else the user’s, else an error with the fix', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir, dir } = fixture.home;
    const shop = await createSampleRepo(join(codeRoot, 'shop'));
    const source = await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir });
    expect(await fixture.sourceGit.identity(source)).toEqual({
      name: 'Test Person',
      email: 'person@example.test',
    });
    await shop.git('config', 'user.email', 'shop@example.test');
    expect(await fixture.sourceGit.identity(source)).toEqual({
      name: 'Test Person',
      email: 'shop@example.test',
    });
    await writeFile(join(dir, '.gitconfig'), '');
    await expect(fixture.sourceGit.identity(source)).rejects.toMatchObject({
      kind: 'git.no_identity',
      facts: { missing: ['user.name'] },
      hint: expect.stringContaining('git config --global user.name'),
    });
  });
});

import { appendFile, lstat, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, diffTrees, git, readTree } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/adapters/file-tree.ts';
import { openSourceFixture } from '../support/source-fixture.ts';

describe('prepare', () => {
  it('copies a clean repository: same files, same history, own branch, clean status', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), {
      branches: ['next'],
      tags: ['v1'],
      ignored: true,
    });
    const before = await readTree(fixture.home.codeRoot, { mtimes: true });
    const { repo, copy, inCopy, inVault, folder } = await fixture.prepare('shop');

    expect(repo).toMatchObject({
      id: 'shop',
      branch: 'hero/00000001-work',
      base: { ref: 'refs/heads/main', commit: shop.head },
      snapshot: { commit: shop.head, uncommitted_files: [] },
      remote: null,
      filtered_paths: [],
      notes: [],
    });
    expect(await inCopy('status', '--porcelain=v2', '--branch')).toContain(
      '# branch.head hero/00000001-work',
    );
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inCopy('rev-parse', 'HEAD', 'main', 'next', 'v1^{}')).toBe(
      await shop.git('rev-parse', 'HEAD', 'main', 'next', 'v1^{}'),
    );
    expect(await inVault('rev-parse', 'refs/hero/snapshot')).toBe(shop.head);
    expect(await inVault('fsck', '--full')).toBe('');
    expect(await inCopy('fsck', '--full')).toBe('');
    expect(await exists(join(copy, '.env'))).toBe(false);
    expect(await readFile(folder.rsyncLog, 'utf8')).toContain('Number of files');

    const ignore = (path: string): boolean => path === '.git' || /^(dist|debug\.log|\.env)$/.test(path);
    const [source, copied] = await Promise.all(
      [shop.dir, copy].map(async (dir) => readTree(dir, { ignore, mtimes: true })),
    );
    expect(diffTrees(filesOnly(source), filesOnly(copied))).toEqual([]);
    expect(diffTrees(before, await readTree(fixture.home.codeRoot, { mtimes: true }))).toEqual([]);
    expect(await readdir(join(fixture.cacheDir, 'shadows'))).toEqual([]);
  });

  it('commits what is uncommitted as a labelled snapshot, staged blobs and deletions included', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { uncommitted: true });
    const { repo, copy, inCopy, inVault } = await fixture.prepare('shop');

    expect(repo.base.commit).toBe(shop.head);
    expect(repo.snapshot.uncommitted_files.sort()).toEqual([
      'README.md',
      'docs/guide.md',
      'notes/todo.md',
      'src/cart.js',
    ]);
    expect(await inCopy('log', '-1', '--format=%s|%an|%ae|%P')).toBe(
      `uncommitted changes at session start|Test Person|person@example.test|${shop.head}`,
    );
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await inCopy('rev-parse', 'HEAD')).toBe(repo.snapshot.commit);
    expect(await inCopy('show', 'HEAD:README.md')).toContain('staged');
    expect(await exists(join(copy, 'docs/guide.md'))).toBe(false);
    expect(await inVault('rev-parse', 'refs/hero/snapshot')).toBe(repo.snapshot.commit);
    expect(await inVault('fsck', '--full', '--connectivity-only')).toBe('');
    expect(await inCopy('fsck', '--full')).toBe('');
  });

  it('sees a change that has the size and the second of the committed file', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const file = join(shop.dir, 'racy.txt');
    const second = Math.floor(Date.now() / 1000);
    await writeFile(file, 'one\n');
    await utimes(file, second, second);
    await shop.git('add', 'racy.txt');
    await shop.git('commit', '-qm', 'racy');
    await writeFile(file, 'two\n');
    await utimes(file, second, second);
    await utimes(join(shop.dir, '.git/index'), second, second);
    const { repo, inCopy } = await fixture.prepare('shop');
    expect(repo.snapshot.uncommitted_files).toEqual(['racy.txt']);
    expect(await inCopy('show', 'HEAD:racy.txt')).toBe('two');
  });

  it('leaves uncommitted work out when clean', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { uncommitted: true });
    const { repo, copy, inCopy } = await fixture.prepare('shop', { clean: true });
    expect(repo.snapshot).toEqual({ commit: shop.head, uncommitted_files: [] });
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await exists(join(copy, 'docs/guide.md'))).toBe(true);
    expect(await exists(join(copy, 'notes/todo.md'))).toBe(false);
  });

  it.each([
    ['next', 'refs/heads/next'],
    ['v1', 'refs/tags/v1'],
    ['refs/heads/next', 'refs/heads/next'],
  ])('starts from base %s', async (base, ref) => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), {
      branches: ['next'],
      tags: ['v1'],
      uncommitted: true,
    });
    const { repo, inCopy } = await fixture.prepare('shop', { base });
    const commit = await shop.git('rev-parse', `${base}^{commit}`);
    expect(repo.base).toEqual({ ref, commit });
    expect(await inCopy('rev-parse', 'HEAD')).toBe(commit);
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it.each(['main^', 'HEAD~1', 'sha'])('starts from base %s, which is no ref', async (name) => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const commit = await shop.git('rev-parse', 'HEAD~1');
    const { repo } = await fixture.prepare('shop', { base: name === 'sha' ? commit.slice(0, 10) : name });
    expect(repo.base).toEqual({ ref: commit, commit });
  });

  it.each(['nextt', '--upload-pack=touch x', '@{-1}', '../x'])('refuses base %s', async (base) => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { branches: ['next'] });
    const refused = fixture.prepare('shop', { base, sessionId: 'abcdef01' });
    await expect(refused).rejects.toMatchObject({
      kind: 'repo.unknown_base',
      facts: { nearest: base === 'nextt' ? 'next' : null },
    });
    const folder = await fixture.folder('abcdef01');
    expect(await readdir(folder.code)).toEqual([]);
    expect(await readdir(folder.vaults)).toEqual([]);
  });

  it('brings ignored files that are asked for, and does not commit them', async () => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { ignored: true });
    const { repo, copy, inCopy } = await fixture.prepare('shop', { include: ['.env', 'dist/'] });
    expect(await readFile(join(copy, '.env'), 'utf8')).toContain('hunter2');
    expect(await exists(join(copy, 'dist/app.js'))).toBe(true);
    expect(await exists(join(copy, 'debug.log'))).toBe(false);
    expect(repo.snapshot.uncommitted_files).toEqual([]);
    expect(await inCopy('status', '--porcelain')).toBe('');
  });

  it('holds nothing that the source only keeps by reflog, stash or accident', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    await writeFile(join(shop.dir, 'secret.txt'), 'amended away\n');
    await shop.git('add', '.');
    await shop.git('commit', '-qm', 'oops');
    const oops = await shop.git('rev-parse', 'HEAD');
    await shop.git('reset', '-q', '--hard', 'HEAD~1');
    await appendFile(join(shop.dir, 'README.md'), 'stashed\n');
    await shop.git('stash');
    const stash = await shop.git('rev-parse', 'stash');
    const { vault, copy } = await fixture.prepare('shop');
    for (const dir of [vault, copy]) {
      for (const hidden of [oops, stash]) {
        expect(await git(dir, ['cat-file', '-t', hidden], { check: false })).toBe('');
      }
    }
  });

  it('forgets a deleted branch although an earlier session had it, and keeps growing otherwise', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { branches: ['private'] });
    const hidden = await shop.git('rev-parse', 'private');
    const first = await fixture.prepare('shop');
    expect(await first.inVault('cat-file', '-t', hidden)).toBe('commit');

    await shop.git('commit', '-q', '--allow-empty', '-m', 'more');
    const second = await fixture.prepare('shop');
    expect(await second.inVault('rev-parse', 'main')).toBe(await shop.git('rev-parse', 'main'));
    expect(
      (await readdir(join(second.vault, 'objects/pack'))).filter((name) => name.endsWith('.pack')),
    ).toHaveLength(2);

    await shop.git('branch', '-qD', 'private');
    const third = await fixture.prepare('shop');
    expect(await git(third.vault, ['cat-file', '-t', hidden], { check: false })).toBe('');
    expect(await third.inVault('fsck', '--full')).toBe('');
  });

  it('never shares an inode between the vault or the source and the copy', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { uncommitted: true });
    const { copy, vault } = await fixture.prepare('shop');
    const inodes = async (dir: string): Promise<Set<number>> => {
      const names = await readdir(dir, { recursive: true, withFileTypes: true });
      const files = names
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      return new Set(await Promise.all(files.map(async (file) => (await lstat(file)).ino)));
    };
    const ours = await inodes(copy);
    for (const dir of [vault, shop.dir]) {
      expect([...(await inodes(dir))].filter((inode) => ours.has(inode))).toEqual([]);
    }
  });

  it('keeps conversion settings and remotes, and drops everything that runs or is secret', async () => {
    await using fixture = await openSourceFixture();
    const shop = await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const settings = [
      ['core.autocrlf', 'input'],
      ['remote.origin.url', 'https://me:hunter2@forge.example/shop.git'],
      ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
      ['remote.we"ird.url', '../elsewhere'],
      ['core.sshCommand', 'touch /tmp/x'],
      ['alias.x', '!touch /tmp/x'],
      ['credential.helper', '!touch /tmp/x'],
      ['include.path', '/nonexistent'],
    ];
    for (const [key = '', value = ''] of settings) await shop.git('config', key, value);
    await writeFile(join(shop.dir, '.git/hooks/post-checkout'), '#!/bin/sh\n', { mode: 0o755 });
    const { repo, copy, inCopy } = await fixture.prepare('shop');
    expect(repo.remote).toEqual({ name: 'origin', url: 'https://forge.example/shop.git' });
    const { codeRoot, buildDir } = fixture.home;
    const source = await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir });
    expect(await fixture.sourceGit.pushAddress(source, repo.base.ref)).toBe(
      'https://me:hunter2@forge.example/shop.git',
    );
    const config = await inCopy('config', '--local', '--list');
    expect(config).toContain('core.autocrlf=input');
    expect(config).toContain('remote.origin.url=https://forge.example/shop.git');
    expect(config).toContain('remote.we"ird.url=../elsewhere');
    expect(config).not.toMatch(/hunter2|sshcommand|alias|credential|include/i);
    expect(await exists(join(copy, '.git/hooks'))).toBe(false);
  });

  it('gives copy and .git to the owner of the container', async () => {
    await using fixture = await openSourceFixture({ owner: { uid: 1234, gid: 1235 } });
    await createSampleRepo(join(fixture.home.codeRoot, 'team/shop'), { uncommitted: true });
    for (const clean of [false, true]) {
      const { folder } = await fixture.prepare('team/shop', { clean });
      for (const name of await readdir(folder.code, { recursive: true })) {
        const { uid, gid } = await lstat(join(folder.code, name));
        expect([name, uid, gid]).toEqual([name, 1234, 1235]);
      }
    }
  });

  it('leaves nothing when cancelled, and works when repeated', async () => {
    await using fixture = await openSourceFixture();
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'), { big: 300, uncommitted: true });
    const controller = new AbortController();
    const cancelled = fixture.prepare('shop', {
      sessionId: 'abcdef02',
      signal: controller.signal,
      onProgress: ({ phase }) => phase === 'snapshot' && controller.abort(new Error('enough')),
    });
    await expect(cancelled).rejects.toThrow('enough');
    const folder = await fixture.folder('abcdef02');
    expect(await readdir(folder.code)).toEqual([]);
    expect(await readdir(folder.vaults)).toEqual([]);
    expect(await readdir(join(fixture.cacheDir, 'shadows'))).toEqual([]);

    // What a server that was killed would leave.
    await mkdir(join(folder.code, 'shop.partial/.git/objects'), { recursive: true });
    await writeFile(join(folder.code, 'shop.partial/half'), '');
    await mkdir(join(folder.vaults, 'shop.git'), { recursive: true });
    const { copy, inCopy } = await fixture.prepare('shop', { sessionId: 'abcdef02' });
    expect(await inCopy('status', '--porcelain')).toBe('');
    expect(await exists(join(copy, 'half'))).toBe(false);
    expect(await readdir(folder.code)).toEqual(['shop']);
  });
});

function filesOnly(tree: Map<string, string> | undefined): Map<string, string> {
  return new Map([...(tree ?? [])].filter(([, entry]) => !entry.startsWith('dir')));
}

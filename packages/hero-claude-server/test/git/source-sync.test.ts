import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createSampleRepo, diffTrees, git, readTree, type SampleRepoOptions } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import type { PrepareInput, SyncedCopy, SyncInput } from '../../src/domain/repo/source-repo.ts';
import { openSourceFixture, type Prepared, person, type SourceFixture } from '../support/source-fixture.ts';

interface Bench extends AsyncDisposable {
  fixture: SourceFixture;
  shop: Awaited<ReturnType<typeof createSampleRepo>>;
  made: Prepared;
  sync: (input?: Partial<SyncInput>) => Promise<SyncedCopy>;
  /** Commits a file in the session copy, as the agent does. */
  work: (name: string, content: string) => Promise<void>;
  /** Commits a file in the source, as the user does. */
  user: (name: string, content: string) => Promise<string>;
}

async function openBench(options: SampleRepoOptions = {}, input: Partial<PrepareInput> = {}): Promise<Bench> {
  const fixture = await openSourceFixture();
  const { codeRoot, buildDir } = fixture.home;
  const shop = await createSampleRepo(join(codeRoot, 'shop'), options);
  const made = await fixture.prepare('shop', input);
  let snapshot = made.repo.snapshot.commit;
  const commit = async (dir: string, name: string, content: string): Promise<void> => {
    await writeFile(join(dir, name), content);
    await git(dir, ['add', '--', name]);
    await git(dir, ['commit', '-qm', name]);
  };
  return {
    fixture,
    shop,
    made,
    async sync(more = {}) {
      const before = await readTree(codeRoot, { mtimes: true });
      const source = await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir });
      const synced = await fixture.sourceGit.sync({
        source,
        folder: made.folder,
        exec: made.exec,
        snapshot,
        base: input.base,
        clean: input.clean ?? false,
        identity: person,
        conflicts: 'refuse',
        ...more,
      });
      snapshot = synced.snapshot;
      expect(diffTrees(before, await readTree(codeRoot, { mtimes: true }))).toEqual([]);
      expect(await made.inVault('fsck', '--full', '--connectivity-only')).toBe('');
      return synced;
    },
    work: async (name, content) => commit(made.copy, name, content),
    user: async (name, content) => {
      await commit(shop.dir, name, content);
      return shop.git('rev-parse', 'HEAD');
    },
    [Symbol.asyncDispose]: async () => fixture[Symbol.asyncDispose](),
  };
}

/** What the agent did, as a delivery would show it. */
async function agentsFiles({ made }: Bench, snapshot: string): Promise<string[]> {
  return (await made.inCopy('diff', '--name-only', snapshot, 'HEAD')).split('\n').filter(Boolean);
}

describe('sync', () => {
  it('has nothing to do when nothing changed', async () => {
    await using bench = await openBench({ uncommitted: true });
    const before = await bench.made.inCopy('rev-parse', 'HEAD');
    expect(await bench.sync()).toMatchObject({ merged: false, commits: 0, conflicts: [] });
    expect(await bench.made.inCopy('rev-parse', 'HEAD')).toBe(before);
  });

  it('merges new commits; they never look like the agent’s', async () => {
    await using bench = await openBench();
    await bench.work('agent.txt', 'agent\n');
    const head = await bench.user('user.txt', 'user\n');
    const synced = await bench.sync();
    expect(synced).toMatchObject({
      merged: true,
      commits: 1,
      conflicts: [],
      snapshot: head,
      uncommitted_files: [],
    });
    expect(synced.base).toEqual({ ref: 'refs/heads/main', commit: head });
    expect(await agentsFiles(bench, synced.snapshot)).toEqual(['agent.txt']);
    expect(await readFile(join(bench.made.copy, 'user.txt'), 'utf8')).toBe('user\n');
    expect(await bench.made.inCopy('status', '--porcelain')).toBe('');
    expect(await bench.made.inVault('rev-parse', 'refs/hero/snapshot', 'main')).toBe(`${head}\n${head}`);
  });

  it('takes uncommitted work along, also when it is committed later', async () => {
    await using bench = await openBench({ uncommitted: true });
    await bench.work('agent.txt', 'agent\n');
    await appendFile(join(bench.shop.dir, 'src/cart.js'), '// still uncommitted\n');
    const first = await bench.sync();
    expect(first).toMatchObject({ merged: true, commits: 1 });
    expect(first.uncommitted_files?.sort()).toEqual([
      'README.md',
      'docs/guide.md',
      'notes/todo.md',
      'src/cart.js',
    ]);
    expect(await readFile(join(bench.made.copy, 'src/cart.js'), 'utf8')).toContain('still uncommitted');

    await bench.shop.git('add', '--all');
    await bench.shop.git('commit', '-qm', 'now committed');
    const second = await bench.sync();
    expect(second).toMatchObject({ merged: true, commits: 2, uncommitted_files: [] });
    expect(await agentsFiles(bench, second.snapshot)).toEqual(['agent.txt']);
    expect(await bench.made.inCopy('merge-base', '--is-ancestor', second.base.commit, 'HEAD')).toBe('');
  });

  it('fast-forwards an untouched copy', async () => {
    await using bench = await openBench();
    const head = await bench.user('user.txt', 'user\n');
    await bench.sync();
    expect(await bench.made.inCopy('rev-parse', 'HEAD')).toBe(head);
    expect(await bench.made.inCopy('symbolic-ref', '--short', 'HEAD')).toBe('hero/00000001-work');
  });

  it('takes only commits for a clean session', async () => {
    await using bench = await openBench({}, { clean: true });
    const head = await bench.user('user.txt', 'user\n');
    await writeFile(join(bench.shop.dir, 'half-done.txt'), 'x');
    expect(await bench.sync()).toMatchObject({ merged: true, snapshot: head, uncommitted_files: [] });
    expect(await bench.made.inCopy('ls-files')).not.toContain('half-done.txt');
  });

  it('follows the base that was asked for', async () => {
    await using bench = await openBench({ branches: ['next'] }, { base: 'next' });
    await bench.user('on-main.txt', 'x');
    expect(await bench.sync({ base: 'next' })).toMatchObject({ merged: false, commits: 0 });
    await bench.shop.git('checkout', '-q', 'next');
    const head = await bench.user('on-next.txt', 'x');
    await bench.shop.git('checkout', '-q', 'main');
    expect(await bench.sync({ base: 'next' })).toMatchObject({ merged: true, snapshot: head });
  });

  it('survives a rewritten history', async () => {
    await using bench = await openBench();
    await bench.work('agent.txt', 'agent\n');
    await bench.shop.git('commit', '-q', '--amend', '-m', 'rewritten');
    await bench.user('user.txt', 'user\n');
    const synced = await bench.sync();
    expect(synced.merged).toBe(true);
    expect(await agentsFiles(bench, synced.snapshot)).toEqual(['agent.txt']);
  });

  it('refuses conflicts, names them and touches nothing', async () => {
    await using bench = await openBench();
    await bench.work('README.md', 'the agent’s\n');
    await writeFile(join(bench.made.copy, 'scratch.txt'), 'not committed');
    await bench.user('README.md', 'the user’s\n');
    const before = await readTree(bench.made.copy, { mtimes: true, ignore: (path) => path === '.git' });
    const head = await bench.made.inCopy('rev-parse', 'HEAD');
    const synced = await bench.sync();
    expect(synced).toMatchObject({
      merged: false,
      commits: 1,
      conflicts: ['README.md'],
      uncommitted_files: null,
    });
    expect(synced.snapshot).toBe(bench.made.repo.snapshot.commit);
    const after = await readTree(bench.made.copy, { mtimes: true, ignore: (path) => path === '.git' });
    expect(diffTrees(before, after)).toEqual([]);
    expect(await bench.made.inCopy('rev-parse', 'HEAD')).toBe(head);
    expect(await bench.made.inVault('rev-parse', 'refs/hero/snapshot')).toBe(synced.snapshot);
  });

  it('hands conflicts over, and stands on the new snapshot once the agent has solved them', async () => {
    await using bench = await openBench();
    const { made, fixture } = bench;
    await bench.work('README.md', 'the agent’s\n');
    const head = await bench.user('README.md', 'the user’s\n');
    const handed = await bench.sync({ conflicts: 'hand_over' });
    expect(handed).toMatchObject({ merged: false, conflicts: ['README.md'] });
    expect(await readFile(join(made.copy, 'README.md'), 'utf8')).toContain('<<<<<<<');
    await expect(bench.sync()).rejects.toMatchObject({ kind: 'git.merge_in_progress' });

    const standing = async (): Promise<string> =>
      fixture.sourceGit.standingSnapshot({
        folder: made.folder,
        id: 'shop',
        exec: made.exec,
        snapshot: handed.snapshot,
      });
    expect(await standing()).toBe(made.repo.snapshot.commit);
    await writeFile(join(made.copy, 'README.md'), 'both\n');
    await made.inCopy('commit', '-qam', 'solved');
    expect(await standing()).toBe(head);
    expect(await bench.sync()).toMatchObject({ merged: false, conflicts: [], snapshot: head });
  });

  it('keeps uncommitted work of the agent: aside when it is not in the way, else refused', async () => {
    await using bench = await openBench();
    const { copy } = bench.made;
    await writeFile(join(copy, 'scratch.txt'), 'mine');
    await appendFile(join(copy, 'src/cart.js'), '// mine\n');
    await bench.user('user.txt', 'user\n');
    expect((await bench.sync()).merged).toBe(true);
    expect(await readFile(join(copy, 'scratch.txt'), 'utf8')).toBe('mine');

    await bench.user('scratch.txt', 'the user’s\n');
    await bench.user('src/cart.js', 'the user’s\n');
    await expect(bench.sync()).rejects.toMatchObject({ kind: 'sync.would_overwrite' });
    expect(await readFile(join(copy, 'scratch.txt'), 'utf8')).toBe('mine');
    expect(await readFile(join(copy, 'src/cart.js'), 'utf8')).toContain('// mine');
  });

  it('brings everything when the agent threw the snapshot away', async () => {
    await using bench = await openBench();
    const { made, shop } = bench;
    await made.inCopy('checkout', '-q', '--orphan', 'fresh');
    await made.inCopy('commit', '-qm', 'all anew');
    for (const ref of (await made.inCopy('for-each-ref', '--format=%(refname)')).split('\n')) {
      if (ref !== 'refs/heads/fresh') await made.inCopy('update-ref', '-d', ref);
    }
    await rm(join(made.copy, '.git/logs'), { recursive: true });
    await made.inCopy('gc', '-q', '--prune=now');
    await bench.user('user.txt', 'user\n');
    // Unrelated histories: git says no, and so do we, without harm.
    await expect(bench.sync()).rejects.toMatchObject({ kind: 'delivery.copy_broken' });
    expect(await made.inCopy('cat-file', '-t', await shop.git('rev-parse', 'HEAD'))).toBe('commit');
    expect(await made.inCopy('status', '--porcelain')).toBe('');
  });

  it('finds out after a kill between the merge and its record', async () => {
    await using bench = await openBench();
    await bench.work('agent.txt', 'agent\n');
    const head = await bench.user('user.txt', 'user\n');
    const before = bench.made.repo.snapshot.commit;
    await bench.sync();
    expect(await bench.sync({ snapshot: before })).toMatchObject({
      merged: false,
      commits: 0,
      snapshot: head,
    });
  });

  it('leaves a tracked path where no file lies any more as it is', async () => {
    await using bench = await openBench();
    const { shop, made } = bench;
    const committed = await readFile(join(shop.dir, 'README.md'), 'utf8');
    await rm(join(shop.dir, 'README.md'));
    await execa('mkfifo', ['README.md'], { cwd: shop.dir });
    await bench.user('news.txt', 'news\n');
    expect(await bench.sync()).toMatchObject({ merged: true, uncommitted_files: [] });
    expect(await readFile(join(made.copy, 'news.txt'), 'utf8')).toBe('news\n');
    expect(await readFile(join(made.copy, 'README.md'), 'utf8')).toBe(committed);
  });

  it('leaves files of a filter driver, submodules and repositories inside as they are', async () => {
    await using bench = await openBench({ lfs: true, submodule: true });
    await writeFile(join(bench.shop.dir, 'assets/logo.bin'), 'REAL');
    await writeFile(join(bench.shop.dir, 'assets/fresh.bin'), 'REAL');
    await createSampleRepo(join(bench.shop.dir, 'inner'));
    await git(join(bench.shop.dir, 'vendor/lib'), ['commit', '-q', '--allow-empty', '-m', 'moved']);
    await writeFile(join(bench.shop.dir, 'plain.txt'), 'x');
    const synced = await bench.sync();
    expect(synced).toMatchObject({ merged: true, uncommitted_files: ['plain.txt'] });
    expect(await bench.made.inCopy('diff', '--name-only', bench.made.repo.snapshot.commit, 'HEAD')).toBe(
      'plain.txt',
    );
  });
});

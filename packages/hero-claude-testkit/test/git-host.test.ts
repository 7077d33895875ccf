import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBareRemote, createSampleRepo, git, startGitHost } from '../src/index.ts';
import { tempDir } from './temp-dir.ts';

describe('startGitHost', () => {
  it('serves pushes and clones over HTTP', async () => {
    await using temp = await tempDir();
    await using host = await startGitHost();
    const remote = await host.create('shop');
    const repo = await createSampleRepo(join(temp.dir, 'shop'), { origin: host.repoUrl('shop') });
    expect(await remote.branches()).toEqual({ main: repo.head });
    await git(temp.dir, ['clone', '--quiet', host.repoUrl('shop'), 'again']);
    expect(await git(join(temp.dir, 'again'), ['rev-parse', 'HEAD'])).toBe(repo.head);
    expect(host.log.some(({ path, status }) => path === '/shop.git/git-receive-pack' && status === 200)).toBe(
      true,
    );
    await expect(git(temp.dir, ['ls-remote', host.repoUrl('nowhere')])).rejects.toThrow('not found');
  });

  it('takes big bodies (git gzips or chunks them)', async () => {
    await using temp = await tempDir();
    await using host = await startGitHost();
    const remote = await host.create('big');
    const repo = await createSampleRepo(join(temp.dir, 'big'), { big: 3000, origin: host.repoUrl('big') });
    expect(await remote.branches()).toEqual({ main: repo.head });
  });

  it('asks for a password', async () => {
    await using temp = await tempDir();
    await using host = await startGitHost({ auth: { user: 'me', password: 'p:w' } });
    const remote = await host.create('shop');
    const { git: run, head } = await createSampleRepo(join(temp.dir, 'shop'));
    const url = new URL(host.repoUrl('shop'));
    await expect(run('push', url.href, 'main')).rejects.toThrow(
      /could not read Username|terminal prompts disabled/,
    );
    url.username = 'me';
    url.password = 'wrong';
    await expect(run('push', url.href, 'main')).rejects.toThrow('Authentication failed');
    url.password = 'p%3Aw';
    await run('push', '--quiet', url.href, 'main');
    expect(await remote.branches()).toEqual({ main: head });
    expect(host.log.map(({ user, status }) => [user, status])).toEqual(
      expect.arrayContaining([
        [null, 401],
        ['me', 401],
        ['me', 200],
      ]),
    );
  });

  it('rejects pushes with a message, and protects a branch', async () => {
    await using temp = await tempDir();
    await using host = await startGitHost();
    const remote = await host.create('shop');
    const { git: run } = await createSampleRepo(join(temp.dir, 'shop'));
    await remote.rejectPushes('the freeze is on');
    await expect(run('push', host.repoUrl('shop'), 'main')).rejects.toThrow('the freeze is on');
    await remote.rejectPushes(null);
    await remote.protectBranch('main');
    await expect(run('push', host.repoUrl('shop'), 'main')).rejects.toThrow('branch main is protected');
    await run('push', '--quiet', host.repoUrl('shop'), 'main:feature');
    expect(Object.keys(await remote.branches())).toEqual(['feature']);
  });

  it('drops, delays and refuses', async () => {
    await using temp = await tempDir();
    await using host = await startGitHost();
    await host.create('shop');
    const { git: run } = await createSampleRepo(join(temp.dir, 'shop'));
    host.faults.drop = 'push';
    await run('ls-remote', host.repoUrl('shop'));
    await expect(run('push', host.repoUrl('shop'), 'main')).rejects.toThrow(/hung up|Empty reply|RPC failed/);
    host.faults.drop = 'all';
    await expect(run('ls-remote', host.repoUrl('shop'))).rejects.toThrow('Empty reply');
    host.faults.drop = 'none';
    host.faults.status = 503;
    await expect(run('ls-remote', host.repoUrl('shop'))).rejects.toThrow('503');
    host.faults.status = null;
    host.faults.delayMs = 300;
    const started = performance.now();
    await run('ls-remote', host.repoUrl('shop'));
    expect(performance.now() - started).toBeGreaterThan(290);
  });
});

describe('createBareRemote', () => {
  it('is pushed to by path, with the same switches', async () => {
    await using temp = await tempDir();
    const remote = await createBareRemote(join(temp.dir, 'shop.git'));
    const repo = await createSampleRepo(join(temp.dir, 'shop'), { origin: remote.dir, tags: ['v1'] });
    expect(await remote.branches()).toEqual({ main: repo.head });
    await remote.rejectPushes('no');
    await expect(repo.git('push', 'origin', 'main:other')).rejects.toThrow('pre-receive hook declined');
  });
});

import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, diffTrees, git, poisonRepos, readTree } from 'hero-claude-testkit';
import { RpcError } from 'hero-rpc';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/adapters/file-tree.ts';
import { openSourceFixture } from '../support/source-fixture.ts';

describe('a hostile source repository', () => {
  it.each(poisonRepos.filter((poison) => poison.place === 'repo'))('$name: $about', async (poison) => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir, dir } = fixture.home;
    const canary = join(dir, 'canary');
    const shop = await createSampleRepo(join(codeRoot, 'shop'));
    await poison.apply(shop.dir, canary);
    const before = await readTree(codeRoot, { mtimes: true });

    await fixture.sourceGit.list(codeRoot, { buildDir });
    const source = await fixture.sourceGit.resolve(codeRoot, 'shop', { buildDir });
    await refusedOrDone(fixture.sourceGit.info(source));
    await refusedOrDone(fixture.sourceGit.identity(source));
    await refusedOrDone(fixture.prepare('shop'));
    await refusedOrDone(fixture.prepare('shop', { clean: true, base: 'HEAD~1' }));

    expect(await exists(canary)).toBe(false);
    expect(diffTrees(before, await readTree(codeRoot, { mtimes: true }))).toEqual([]);
  });

  it('does not lend the objects of a private repository outside CODEROOT', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const secret = await createSampleRepo(join(dir, 'private'));
    const shop = join(codeRoot, 'shop');
    await git(codeRoot, ['clone', '-q', '--shared', secret.dir, shop]);
    const refused = await fixture.prepare('shop').catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'repo.outside_objects' });

    await git(shop, ['repack', '-q', '-a', '-d']);
    await rm(join(shop, '.git/objects/info/alternates'));
    expect((await fixture.prepare('shop', { sessionId: 'abcdef04' })).repo.base.commit).toBe(secret.head);
  });

  it('takes a shared clone of a neighbour under CODEROOT', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot } = fixture.home;
    const neighbour = await createSampleRepo(join(codeRoot, 'neighbour'));
    await git(codeRoot, ['clone', '-q', '--shared', neighbour.dir, join(codeRoot, 'shop')]);
    const { inVault, vault } = await fixture.prepare('shop');
    expect(await inVault('fsck', '--full')).toBe('');
    expect(await exists(join(vault, 'objects/info/alternates'))).toBe(false);
  });

  it('takes a worktree of a repository outside CODEROOT only when that one knows it', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const outside = await createSampleRepo(join(dir, 'outside'));
    await outside.git('worktree', 'add', '-q', join(codeRoot, 'tree'));
    expect((await fixture.prepare('tree')).repo.base.commit).toBe(outside.head);

    await mkdir(join(codeRoot, 'thief'));
    await writeFile(join(codeRoot, 'thief/.git'), await readFile(join(codeRoot, 'tree/.git')));
    await expect(fixture.prepare('thief')).rejects.toMatchObject({ kind: 'repo.outside_objects' });
    await writeFile(join(codeRoot, 'thief/.git'), `gitdir: ${outside.dir}/.git\n`);
    await expect(fixture.prepare('thief', { sessionId: 'abcdef05' })).rejects.toMatchObject({
      kind: 'repo.outside_objects',
    });
  });

  it('copies no host file through links in .git', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const shop = await createSampleRepo(join(codeRoot, 'shop'));
    await writeFile(join(dir, 'secret'), 'host secret\n');
    for (const name of ['info/exclude', 'info/attributes', 'shallow']) {
      await rm(join(shop.dir, '.git', name), { force: true });
      await symlink(join(dir, 'secret'), join(shop.dir, '.git', name));
    }
    const { copy, vault } = await fixture.prepare('shop');
    for (const gitDir of [join(copy, '.git'), vault]) {
      for (const name of ['info/exclude', 'info/attributes', 'shallow']) {
        expect(await exists(join(gitDir, name))).toBe(false);
      }
    }
  });
});

/** A refusal is fine when it is one we declared. */
async function refusedOrDone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof RpcError)) throw error;
  });
}

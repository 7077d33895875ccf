import { execFile } from 'node:child_process';
import { lstat, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSampleRepo, diffTrees, git, readTree } from 'hero-claude-testkit';
import { RpcError } from 'hero-rpc';
import { describe, expect, it } from 'vitest';
import { openSourceFixture } from '../support/source-fixture.ts';

const run = promisify(execFile);

/** Puts something in the place of a file that blocks its reader for ever, or never ends. */
const traps: Record<string, (path: string) => Promise<unknown>> = {
  'a pipe nobody writes to': async (path) => run('mkfifo', [path]),
  'a link to such a pipe': async (path) => {
    await run('mkfifo', [`${path}.pipe`]);
    await symlink(`${path}.pipe`, path);
  },
  'a device without end': async (path) => symlink('/dev/zero', path),
};

describe('a trap in the place of a file', () => {
  const files = [
    'HEAD',
    'commondir',
    'index',
    'info/exclude',
    'info/attributes',
    'shallow',
    'objects/info/alternates',
  ];
  it.each(Object.keys(traps))('%s holds up neither the list nor the next repository', async (kind) => {
    await using fixture = await openSourceFixture();
    const { codeRoot, buildDir } = fixture.home;
    await createSampleRepo(join(codeRoot, 'clean'));
    for (const name of files) {
      const trapped = await createSampleRepo(join(codeRoot, `trap-${name.replaceAll('/', '-')}`));
      const path = join(trapped.dir, '.git', name);
      await rm(path, { force: true });
      await traps[kind]?.(path);
    }
    const listed = await fixture.sourceGit.list(codeRoot, { buildDir });
    expect(listed.map(({ name }) => name)).toContain('clean');
    const failures = new Map<string, unknown>();
    for (const { name } of listed) {
      await fixture.prepare(name).catch((error: unknown) => failures.set(name, error));
    }
    expect([...failures.values()].filter((error) => !(error instanceof RpcError))).toEqual([]);
    expect(failures.has('clean')).toBe(false);
  });

  it('a submodule that became a link to a repository elsewhere is copied as the link it is', async () => {
    await using fixture = await openSourceFixture();
    const { codeRoot, dir } = fixture.home;
    const secret = await createSampleRepo(join(dir, 'private'));
    const shop = await createSampleRepo(join(codeRoot, 'shop'));
    await git(shop.dir, ['update-index', '--add', '--cacheinfo', `160000,${secret.head},lib`]);
    await symlink(secret.dir, join(shop.dir, 'lib'));
    const before = await readTree(secret.dir, { mtimes: true });
    const { copy } = await fixture.prepare('shop');
    expect((await lstat(join(copy, 'lib'))).isSymbolicLink()).toBe(true);
    expect(diffTrees(before, await readTree(secret.dir, { mtimes: true }))).toEqual([]);
  });
});

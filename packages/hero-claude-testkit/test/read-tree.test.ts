import { chmod, mkdir, rename, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffTrees, hashTree, readTree } from '../src/index.ts';
import { tempDir } from './temp-dir.ts';

async function plant(dir: string): Promise<void> {
  await mkdir(join(dir, 'a/b'), { recursive: true });
  await writeFile(join(dir, 'a/b/file'), 'content');
  await writeFile(join(dir, 'a/other'), 'content');
  await symlink('b/file', join(dir, 'a/link'));
  await symlink('/nowhere', join(dir, 'dangling'));
}

describe('hashTree', () => {
  it('is equal for equal trees, wherever they are', async () => {
    await using one = await tempDir();
    await using two = await tempDir();
    await plant(one.dir);
    await plant(two.dir);
    expect(await hashTree(one.dir)).toBe(await hashTree(two.dir));
  });

  it.each<[string, (dir: string) => Promise<unknown>, string]>([
    ['content', async (dir) => await writeFile(join(dir, 'a/b/file'), 'other'), 'changed a/b/file'],
    ['a mode', async (dir) => await chmod(join(dir, 'a/other'), 0o755), 'changed a/other'],
    ['a directory mode', async (dir) => await chmod(join(dir, 'a/b'), 0o700), 'changed a/b'],
    ['a new empty directory', async (dir) => await mkdir(join(dir, 'a/new')), 'added a/new'],
    ['a missing file', async (dir) => await unlink(join(dir, 'a/other')), 'removed a/other'],
    ['a name', async (dir) => await rename(join(dir, 'a/other'), join(dir, 'a/another')), 'added a/another'],
    [
      'a link target',
      async (dir) => {
        await unlink(join(dir, 'a/link'));
        await symlink('other', join(dir, 'a/link'));
      },
      'changed a/link',
    ],
  ])('shows %s', async (_name, change, difference) => {
    await using temp = await tempDir();
    await plant(temp.dir);
    const [before, digest] = [await readTree(temp.dir), await hashTree(temp.dir)];
    await change(temp.dir);
    expect(await hashTree(temp.dir)).not.toBe(digest);
    expect(diffTrees(before, await readTree(temp.dir))[0]).toContain(difference);
  });

  it('shows a rewrite of the same bytes by its time, and leaves out what is ignored', async () => {
    await using temp = await tempDir();
    await plant(temp.dir);
    const ignore = (path: string): boolean => path === 'a/b';
    const before = await hashTree(temp.dir, { mtimes: true });
    const [partly, plain] = [await hashTree(temp.dir, { mtimes: true, ignore }), await hashTree(temp.dir)];
    await utimes(join(temp.dir, 'a/b/file'), 1, 1);
    expect(await hashTree(temp.dir, { mtimes: true })).not.toBe(before);
    expect(await hashTree(temp.dir)).toBe(plain);
    expect(await hashTree(temp.dir, { mtimes: true, ignore })).toBe(partly);
  });
});

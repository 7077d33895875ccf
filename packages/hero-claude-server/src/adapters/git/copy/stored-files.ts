import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rawPathText, splitNul } from '../../../domain/session/raw-path.ts';
import type { Git, GitPlace } from '../git-command.ts';
import { findFilteredPaths } from '../source/filtered-paths.ts';

/** Sizes of all files of a commit, as stored. */
export async function sizeOfCommit(
  git: Git,
  place: GitPlace,
  commit: string,
  signal?: AbortSignal,
): Promise<number> {
  const { stdout } = await git(['ls-tree', '-r', '-z', '--format=%(objectsize)', commit], { place, signal });
  return splitNul(stdout).reduce((sum, size) => sum + (Number(size) || 0), 0);
}

/** Bytes that a repository's objects take. */
export async function sizeOfObjects(objects: string): Promise<number> {
  let bytes = 0;
  const folders = (await readdir(objects)).filter((name) => name === 'pack' || /^[0-9a-f]{2}$/.test(name));
  for (const folder of folders) {
    const names = await readdir(join(objects, folder));
    const sizes = await Promise.all(
      names.map(async (name) =>
        stat(join(objects, folder, name)).then(
          (stats) => stats.size,
          () => 0,
        ),
      ),
    );
    bytes += sizes.reduce((sum, size) => sum + size, 0);
  }
  return bytes;
}

/** Writes a commit's files, filters not applied, and the index for them. Returns the paths a filter stored. */
export async function checkoutCommit(
  git: Git,
  place: GitPlace & { workTree: string },
  commit: string,
  signal?: AbortSignal,
): Promise<string[]> {
  await git(['read-tree', '--reset', '-u', commit], { place, config: [['checkout.workers', '0']], signal });
  const { stdout } = await git(['ls-files', '-z'], { place, signal });
  const filtered = await findFilteredPaths(git, place, splitNul(stdout), signal);
  return [...filtered].map(rawPathText);
}

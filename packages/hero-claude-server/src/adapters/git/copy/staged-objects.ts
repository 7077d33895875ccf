import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { splitNul } from '../../../domain/session/raw-path.ts';
import type { Git } from '../git-command.ts';
import type { Shadow } from './shadow-repo.ts';

const gitlinkMode = '160000';

/**
 * Makes an object folder for writing trees and commits, with the blobs that the source's index has and its
 * history has not. Writing happens apart from the source's own objects because git touches the file of an object
 * that it finds there already, alternates included.
 */
export async function openStaging(
  git: Git,
  shadow: Shadow,
  staging: string,
  base: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(join(staging, 'pack'), { recursive: true });
  const { stdout } = await git(['diff-index', '--cached', '--raw', '--no-renames', '-z', base, '--'], {
    place: shadow.place,
    signal,
  });
  const staged = splitNul(stdout)
    .filter((record) => record.startsWith(':'))
    .flatMap((record) => {
      // ":<old mode> <new mode> <old object> <new object> <status>"
      const [, mode = '', , object = ''] = record.split(' ');
      return mode === gitlinkMode || /^0+$/.test(object) ? [] : [object];
    });
  if (staged.length > 0) {
    await git(['pack-objects', '--window=0', '--quiet', join(staging, 'pack/pack')], {
      place: shadow.place,
      stdin: `${[...new Set(staged)].join('\n')}\n`,
      signal,
    });
  }
}

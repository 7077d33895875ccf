import { PassThrough } from 'node:stream';
import { mergeInProgress, syncWouldOverwrite } from '../../../domain/repo/git-errors.ts';
import { together } from '../../../lib/together.ts';
import { copyFailure, copyGit, type SessionCopy, tryCopyGit } from '../container/container-git.ts';
import type { Git } from '../git-command.ts';

const mergeMessage = 'Merge the state of the source';
const step = 'merging the source';

export interface MergeInput {
  vault: string;
  /** The commit to merge. */
  snapshot: string;
  previous: string;
  conflicts: 'refuse' | 'hand_over';
  signal?: AbortSignal | undefined;
}

/**
 * Brings a commit of the vault into the session copy and merges it there, as the container's user. Returns the
 * files in conflict: refused before anything was touched, or left with conflict markers.
 * @throws git.merge_in_progress, sync.would_overwrite
 */
export async function mergeIntoCopy(git: Git, copy: SessionCopy, input: MergeInput): Promise<string[]> {
  const { snapshot, signal } = input;
  if (await hasCommit(copy, 'MERGE_HEAD', signal)) throw mergeInProgress({ repo: copy.repo });
  await sendCommit(git, copy, input);
  if (input.conflicts === 'refuse') {
    const expected = await expectedConflicts(copy, snapshot, signal);
    if (expected.length > 0) return expected;
  }
  const args = ['merge', '--ff', '--no-edit', '--no-verify', '--no-stat', '-m', mergeMessage, snapshot];
  const merge = await tryCopyGit(copy, args, { step, signal });
  if (merge.exitCode === 0) return [];
  if (!(await hasCommit(copy, 'MERGE_HEAD', signal))) {
    // "…would be overwritten by merge:" and a line with a tab for each file; nothing was touched.
    const files = [...merge.stderr.matchAll(/^\t(.+)$/gm)].map((match) => match[1] ?? '');
    if (files.length === 0) throw copyFailure(copy, merge);
    throw syncWouldOverwrite({ repo: copy.repo, files });
  }
  const unmerged = await copyGit(copy, ['diff', '--name-only', '--diff-filter=U', '-z'], { step, signal });
  if (input.conflicts === 'refuse') await copyGit(copy, ['merge', '--abort'], { step, signal });
  return unmerged.split('\0').filter((file) => file !== '');
}

/** Whether the work in the copy holds a commit of the vault. */
export async function copyHolds(copy: SessionCopy, commit: string, signal?: AbortSignal): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, 'HEAD'];
  return (await tryCopyGit(copy, args, { step, signal })).exitCode === 0;
}

/** Streams the objects the copy lacks; all of them when the agent dropped the snapshot it had. */
async function sendCommit(git: Git, copy: SessionCopy, input: MergeInput): Promise<void> {
  const { vault, snapshot, previous, signal } = input;
  const have = (await hasCommit(copy, previous, signal)) ? [`^${previous}`] : [];
  const pack = new PassThrough();
  await together<[unknown, unknown]>(
    [
      async (both) =>
        git(['pack-objects', '--revs', '--stdout', '--delta-base-offset', '--quiet'], {
          place: { gitDir: vault },
          stdin: `${[snapshot, ...have].join('\n')}\n`,
          stdout: pack,
          signal: both,
        }).catch((error: unknown) => {
          pack.destroy();
          throw error;
        }),
      async (both) => copyGit(copy, ['index-pack', '--stdin'], { step, stdin: pack, signal: both }),
    ],
    signal,
  );
}

/**
 * The files a merge would leave in conflict, found without touching the copy. Empty where the image's git is too
 * old to tell (before 2.38).
 */
async function expectedConflicts(
  copy: SessionCopy,
  snapshot: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', 'HEAD', snapshot];
  const { exitCode, stdout } = await tryCopyGit(copy, args, { step, signal });
  if (exitCode !== 1) return [];
  // The first record is the tree with the conflict markers.
  return stdout
    .split('\0')
    .slice(1)
    .filter((file) => file !== '');
}

async function hasCommit(copy: SessionCopy, name: string, signal?: AbortSignal): Promise<boolean> {
  const args = ['rev-parse', '--quiet', '--verify', `${name}^{commit}`];
  return (await tryCopyGit(copy, args, { step, signal })).exitCode === 0;
}

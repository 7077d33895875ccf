import { headOf } from './collect.ts';
import type { SessionCopy } from './container-git.ts';
import { copyStatus } from './copy-status.ts';
import { commitsBeside, type UndeliveredRef, undeliveredRefs } from './undelivered-refs.ts';

/** What a session copy holds that the source has not. All of it is the container's word. */
export interface CopySurvey {
  head: string | null;
  uncommittedFiles: number;
  /** Commits of HEAD since the snapshot. */
  commits: number;
  /** Other branches, tags and stashes with commits HEAD does not have. */
  refs: UndeliveredRef[];
}

/** Looks at a session copy without bringing anything out. */
export async function survey(
  copy: SessionCopy,
  snapshot: string | null,
  known: readonly string[],
  signal?: AbortSignal,
): Promise<CopySurvey> {
  const { files } = await copyStatus(copy, signal);
  const head = await headOf(copy, signal);
  const all = snapshot === null ? known : [snapshot, ...known];
  return {
    head,
    uncommittedFiles: files.tracked + files.untracked + files.unmerged,
    commits: head === null || head === snapshot ? 0 : await commitsBeside(copy, [head], all, signal),
    refs: await undeliveredRefs(copy, head, all, signal),
  };
}

import type { DiffSize } from '../../../domain/session/session.ts';
import { copyFailure, execInCopy, type SessionCopy } from './container-git.ts';
import { indexOfFiles } from './index-of-files.ts';

export type CountedDiff = Omit<DiffSize, 'as_of'>;

/**
 * Counts what differs between the snapshot and the files of a session copy as they are, committed or not, in the
 * container and without touching its index. It is the container's word: `session.diff` compares in the vault.
 */
export async function diffSize(
  copy: SessionCopy,
  snapshot: string | null,
  signal?: AbortSignal,
): Promise<CountedDiff> {
  const result = await execInCopy(copy, ['bash', '-c', script, 'bash', copy.repoDir, snapshot ?? ''], {
    step: 'counting the changes',
    signal,
  });
  if (result.exitCode !== 0) throw copyFailure(copy, result);
  return parseShortStat(result.stdout);
}

/** `" 3 files changed, 10 insertions(+), 2 deletions(-)"`, where what is none is left out. */
export function parseShortStat(text: string): CountedDiff {
  const count = (what: RegExp): number =>
    Math.min(Number(what.exec(text)?.[1] ?? 0), Number.MAX_SAFE_INTEGER);
  return {
    files_changed: count(/(\d+) files? changed/),
    additions: count(/(\d+) insertions?\(\+\)/),
    deletions: count(/(\d+) deletions?\(-\)/),
  };
}

/** $1 is the copy, $2 the snapshot or nothing. */
const script = `${indexOfFiles}from=$2
[ -n "$from" ] || from=$(git hash-object -t tree /dev/null)
git diff-index --cached --shortstat -M -C -l2000 --no-ext-diff --no-textconv --ignore-submodules=none "$from"
`;

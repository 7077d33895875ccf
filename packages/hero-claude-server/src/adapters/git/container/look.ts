import { randomBytes } from 'node:crypto';
import { deliveryCopyBroken } from '../../../domain/delivery/delivery-errors.ts';
import { isObjectId } from '../../../domain/delivery/object-id.ts';
import { type CommitIdentity, identityEnv } from './commit-identity.ts';
import { copyFailure, execInCopy, type SessionCopy, tryCopyGit } from './container-git.ts';
import { type CopyStatus, copyStatus } from './copy-status.ts';
import { indexOfFiles } from './index-of-files.ts';
import { type OutgoingBundle, streamBundle } from './stream-bundle.ts';

export interface LookOptions {
  copy: SessionCopy;
  snapshot: string | null;
  /** What the last look brought in: when nothing changed since, nothing is sent. */
  seen: string | null;
  dir: string;
  maxBundleBytes: number;
  signal?: AbortSignal | undefined;
}

/** A session copy as it is right now. Dispose it to remove the bundle. */
export interface Look extends AsyncDisposable {
  /** A commit on top of HEAD with everything that is not ignored, committed or not. */
  worktree: string;
  /** null when this is what the last look saw. */
  bundle: OutgoingBundle | null;
  uncommitted: CopyStatus['files'];
}

/** The same state gives the same commit, whenever and by whomever it is looked at. */
const lookIdentity: CommitIdentity = { name: 'hero-claude', email: 'look@hero-claude.invalid' };
const lookDate = '@1 +0000';

/**
 * Looks at a session copy without touching its index, its HEAD or its files, so the agent may go on
 * working. What changes while it looks is seen either way.
 */
export async function look(options: LookOptions): Promise<Look> {
  const { copy, snapshot, seen, signal } = options;
  const { files } = await copyStatus(copy, signal);
  const ref = `refs/hero/look-${randomBytes(6).toString('hex')}`;
  try {
    const { worktree, hasSeen } = await takePicture(copy, ref, seen, signal);
    const exclude = [snapshot, hasSeen ? seen : null].filter((oid) => oid !== null);
    const bundle = worktree === seen ? null : await streamBundle({ ...options, rev: ref, exclude });
    return {
      worktree,
      bundle,
      uncommitted: files,
      async [Symbol.asyncDispose]() {
        await bundle?.[Symbol.asyncDispose]();
      },
    };
  } finally {
    await tryCopyGit(copy, ['update-ref', '-d', ref], { step: 'tidying up' });
  }
}

async function takePicture(
  copy: SessionCopy,
  ref: string,
  seen: string | null,
  signal: AbortSignal | undefined,
): Promise<{ worktree: string; hasSeen: boolean }> {
  const result = await execInCopy(copy, ['bash', '-c', script, 'bash', copy.repoDir, ref, seen ?? ''], {
    step: 'looking at the files',
    env: { ...identityEnv(lookIdentity), GIT_AUTHOR_DATE: lookDate, GIT_COMMITTER_DATE: lookDate },
    signal,
  });
  if (result.exitCode !== 0) throw copyFailure(copy, result);
  const [worktree = '', hasSeen = ''] = result.stdout.split('\n');
  if (!isObjectId(worktree)) throw deliveryCopyBroken({ repo: copy.repo, reason: 'git made no commit' });
  return { worktree, hasSeen: hasSeen === 'seen' };
}

/** $1 is the copy, $2 the ref to leave the commit at, $3 an earlier commit or nothing. */
const script = `${indexOfFiles}head=$(git rev-parse --verify --quiet 'HEAD^{commit}' || true)
tree=$(git write-tree)
commit=$(git commit-tree \${head:+-p "$head"} -m 'Work in progress' "$tree")
git update-ref "$2" "$commit"
echo "$commit"
if [ -n "$3" ] && git cat-file -e "$3^{commit}" 2>/dev/null; then echo seen; else echo new; fi
`;

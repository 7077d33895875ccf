import { deliveryBaseRewritten, deliveryCopyBroken } from '../../../domain/delivery/delivery-errors.ts';
import { isObjectId } from '../../../domain/delivery/object-id.ts';
import { type CommitIdentity } from './commit-identity.ts';
import { commitUncommitted } from './commit-uncommitted.ts';
import { copyFailure, type SessionCopy, tryCopyGit } from './container-git.ts';
import { type CopyStatus, copyStatus } from './copy-status.ts';
import { type OutgoingBundle, streamBundle } from './stream-bundle.ts';
import { type UndeliveredRef, undeliveredRefs } from './undelivered-refs.ts';

export interface CollectOptions {
  copy: SessionCopy;
  /** The commit the session's work is measured from; null where the session began without one. */
  snapshot: string | null;
  /** Commits of the source: branches, tags, remote branches. Not the agent's work. */
  known: readonly string[];
  /** For what is uncommitted. */
  commit: { message: string; identity: CommitIdentity };
  /** Host directory for the bundle. */
  dir: string;
  maxBundleBytes: number;
  onBytes?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What a session copy holds, as it says itself. Dispose it to remove the bundle. */
export interface Collected extends AsyncDisposable {
  /** null where nothing was ever committed. */
  head: string | null;
  /** The branch HEAD is on; null when detached. */
  branch: string | null;
  /** From the snapshot to HEAD. */
  commits: number;
  /** null when there is no commit since the snapshot. */
  bundle: OutgoingBundle | null;
  /** What could not be committed: changes inside submodules. */
  uncommitted: CopyStatus['files'];
  undelivered: UndeliveredRef[];
}

/** Commits what is uncommitted, and brings the commits of a session copy out of its container, as bytes in a host-owned file. */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { copy, snapshot, signal } = options;
  let status = await copyStatus(copy, signal);
  if (isDirty(status)) {
    await commitUncommitted(copy, status, { ...options.commit, signal });
    status = await copyStatus(copy, signal);
  }
  const head = await headOf(copy, signal);
  const known = snapshot === null ? options.known : [snapshot, ...options.known];
  const undelivered = await undeliveredRefs(copy, head, known, signal);
  const commits = head === null ? 0 : await commitsSince(copy, head, snapshot, signal);
  if (head !== null && commits === 0 && head !== snapshot && snapshot !== null) {
    throw deliveryBaseRewritten({ repo: copy.repo, base: snapshot, head });
  }
  const bundle =
    commits === 0
      ? null
      : await streamBundle({ ...options, rev: 'HEAD', exclude: snapshot === null ? [] : [snapshot] });
  return {
    head,
    branch: await branchOf(copy, signal),
    commits,
    bundle,
    uncommitted: status.files,
    undelivered,
    async [Symbol.asyncDispose]() {
      await bundle?.[Symbol.asyncDispose]();
    },
  };
}

function isDirty({ files }: CopyStatus): boolean {
  return files.tracked + files.untracked + files.unmerged > 0;
}

export async function headOf(copy: SessionCopy, signal?: AbortSignal): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
  const { exitCode, stdout, stderr } = await tryCopyGit(copy, args, { step: 'finding HEAD', signal });
  if (exitCode === 0 && isObjectId(stdout.trim())) return stdout.trim();
  if (exitCode === 1) return null;
  throw deliveryCopyBroken({ repo: copy.repo, reason: stderr.trim().slice(-500) || 'HEAD is no commit' });
}

async function branchOf(copy: SessionCopy, signal?: AbortSignal): Promise<string | null> {
  const args = ['symbolic-ref', '--quiet', '--short', 'HEAD'];
  const { exitCode, stdout } = await tryCopyGit(copy, args, { step: 'finding the branch', signal });
  return exitCode === 0 ? stdout.trim().slice(0, 255) : null;
}

async function commitsSince(
  copy: SessionCopy,
  head: string,
  snapshot: string | null,
  signal?: AbortSignal,
): Promise<number> {
  const range = snapshot === null ? [head] : [head, `^${snapshot}`];
  const step = 'counting commits';
  const counted = await tryCopyGit(copy, ['rev-list', '--count', ...range, '--'], { step, signal });
  const commits = Number.parseInt(counted.stdout, 10);
  if (counted.exitCode === 0 && Number.isSafeInteger(commits) && commits >= 0) return commits;
  if (snapshot !== null) {
    const found = await tryCopyGit(copy, ['cat-file', '-e', `${snapshot}^{commit}`], { step, signal });
    if (found.exitCode !== 0) throw deliveryBaseRewritten({ repo: copy.repo, base: snapshot, head });
  }
  throw copyFailure(copy, counted);
}

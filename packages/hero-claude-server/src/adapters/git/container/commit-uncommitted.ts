import { Readable } from 'node:stream';
import {
  deliveryCommitFailed,
  deliveryEmbeddedRepository,
  deliveryUnmergedPaths,
} from '../../../domain/delivery/delivery-errors.ts';
import { type CommitIdentity, identityEnv } from './commit-identity.ts';
import { copyFailure, type SessionCopy, tryCopyGit } from './container-git.ts';
import type { CopyStatus } from './copy-status.ts';
import { removeStaleLocks } from './stale-locks.ts';

const timeoutMs = 300_000;

/**
 * Commits everything that is not ignored, as git would, but without hooks. Nothing is committed where
 * that would hide a conflict or swallow a repository inside the repository.
 * @throws delivery.unmerged_paths, delivery.embedded_repository, delivery.commit_failed, delivery.copy_busy,
 * disk.no_space
 */
export async function commitUncommitted(
  copy: SessionCopy,
  status: CopyStatus,
  {
    message,
    identity,
    signal,
  }: { message: string; identity: CommitIdentity; signal?: AbortSignal | undefined },
): Promise<void> {
  const { repo } = copy;
  if (status.files.unmerged > 0) throw deliveryUnmergedPaths({ repo, paths: status.unmerged });
  if (status.embedded.length > 0) throw deliveryEmbeddedRepository({ repo, paths: status.embedded });
  await removeStaleLocks(copy, signal);

  const run = async (args: readonly string[], stdin?: Readable) =>
    tryCopyGit(copy, args, {
      step: 'committing',
      env: { ...identityEnv(identity), GIT_OPTIONAL_LOCKS: '1' },
      timeoutMs,
      signal,
      ...(stdin === undefined ? {} : { stdin }),
    });
  const added = await run(['add', '--all']);
  if (added.exitCode !== 0) throw copyFailure(copy, added, deliveryCommitFailed);
  // Modified files inside a submodule show up in the status but are not the superproject's to commit.
  const staged = await run(['diff', '--cached', '--quiet', '--no-ext-diff', '--no-textconv']);
  if (staged.exitCode === 0) return;
  const commit = ['commit', '--quiet', '--no-verify', '--cleanup=whitespace', '--file=-'];
  const committed = await run(commit, Readable.from([Buffer.from(message)]));
  if (committed.exitCode !== 0) throw copyFailure(copy, committed, deliveryCommitFailed);
}

import { defineError } from 'hero-rpc';
import { z } from 'zod';

const repo = z.string().describe('Repo id');
const reason = z.string().describe('What git or the remote said, bounded and without credentials');

export const deliveryCopyBroken = defineError('delivery.copy_broken', {
  family: 'failed',
  data: z.object({ repo, reason }),
  when: 'Git cannot read the session copy of a repo.',
  message: ({ repo, reason }) => `The session copy of ${repo} cannot be read by git: ${reason}`,
  hint: () => 'Ask the agent to repair the repository, or look with session.exec.',
});

export const deliveryCopyBusy = defineError('delivery.copy_busy', {
  family: 'conflict',
  data: z.object({ repo, pids: z.array(z.number().int()) }),
  when: 'A git process in the container holds the lock of the session copy.',
  message: ({ repo, pids }) =>
    `A git process still works on the session copy of ${repo} (pid ${pids.join(', ')})`,
  hint: () => 'Wait until it is done, or stop the session, and try again.',
});

export const deliveryUnmergedPaths = defineError('delivery.unmerged_paths', {
  family: 'conflict',
  data: z.object({ repo, paths: z.array(z.string()) }),
  when: 'The session copy is in the middle of a merge with conflicts.',
  message: ({ repo, paths }) => `${repo} has unresolved conflicts in ${listed(paths)}`,
  hint: () => 'Ask the agent to resolve the conflicts and finish again.',
});

export const deliveryEmbeddedRepository = defineError('delivery.embedded_repository', {
  family: 'conflict',
  data: z.object({ repo, paths: z.array(z.string()) }),
  when: 'A new folder of the session copy is a git repository of its own, so its files would not be delivered.',
  message: ({ repo, paths }) => `${repo} holds a repository inside the repository: ${listed(paths)}`,
  hint: ({ paths }) => `Ask the agent to remove ${paths[0] ?? ''}.git, or to add the folder as a submodule.`,
});

export const deliveryCommitFailed = defineError('delivery.commit_failed', {
  family: 'failed',
  data: z.object({ repo, reason }),
  when: 'What is uncommitted in the session copy could not be committed.',
  message: ({ repo, reason }) => `Uncommitted work in ${repo} could not be committed: ${reason}`,
  hint: () => 'Ask the agent to commit its work, then finish again.',
});

export const deliveryBaseRewritten = defineError('delivery.base_rewritten', {
  family: 'conflict',
  data: z.object({ repo, base: z.string(), head: z.string() }),
  when: "The agent's history no longer holds the commit the session started from.",
  message: ({ repo, base, head }) =>
    `The work in ${repo} (${head.slice(0, 12)}) is not built on the session's base ${base.slice(0, 12)}`,
  hint: ({ base }) => `Start the session and ask the agent to rebase its work onto ${base.slice(0, 12)}.`,
});

export const deliveryBundleRefused = defineError('delivery.bundle_refused', {
  family: 'failed',
  data: z.object({ repo, reason }),
  when: 'What came out of the container is not a sound git bundle and was not let in.',
  message: ({ repo, reason }) => `The work of ${repo} was refused: ${reason}`,
  hint: () => 'Nothing was changed. Look at the repository with session.exec, or ask the agent to repair it.',
});

export const deliveryTooLarge = defineError('delivery.too_large', {
  family: 'conflict',
  data: z.object({ repo, limit_bytes: z.number().int() }),
  when: 'The work is larger than one delivery may be.',
  message: ({ repo, limit_bytes }) => `The work of ${repo} is larger than ${limit_bytes} bytes`,
  hint: () => 'Ask the agent to take large generated files out of its commits.',
});

export const deliveryTooManyFiles = defineError('delivery.too_many_files', {
  family: 'conflict',
  data: z.object({ repo, from: z.string().nullable(), to: z.string() }),
  when: 'So many files were changed that they can be neither listed nor looked through.',
  message: ({ repo, to }) => `The work of ${repo} (${to.slice(0, 12)}) changes too many files to be listed`,
  hint: () => 'Ask the agent to take generated files out of its commits, and to add them to .gitignore.',
});

export const deliveryReplayConflict = defineError('delivery.replay_conflict', {
  family: 'conflict',
  data: z.object({ repo, paths: z.array(z.string()) }),
  when: 'The work cannot be replayed without the uncommitted changes it was built on.',
  message: ({ repo, paths }) => `The work in ${repo} needs your uncommitted changes in ${listed(paths)}`,
  hint: () =>
    'Finish with uncommitted "include" (--uncommitted include), or ask the agent to make its work independent of them.',
});

export const deliveryReplayFailed = defineError('delivery.replay_failed', {
  family: 'failed',
  data: z.object({ repo, reason }),
  when: 'Replaying the work without the uncommitted changes failed for another reason than a conflict.',
  message: ({ repo, reason }) => `The work of ${repo} could not be replayed: ${reason}`,
  hint: () =>
    'Finish with uncommitted "include" (--uncommitted include), or use an image with git 2.38 or newer.',
});

export const deliveryIncludesUncommitted = defineError('delivery.includes_uncommitted', {
  family: 'conflict',
  data: z.object({ files: z.array(z.object({ repo, path: z.string() })) }),
  when: 'The session started from uncommitted changes and nobody said whether they are to be delivered.',
  message: ({ files }) =>
    `The session started from your uncommitted changes in ${listed(files.map((file) => `${file.repo}: ${file.path}`))}`,
  hint: () =>
    'Finish with uncommitted "include" (--uncommitted include), or "leave_out" (--uncommitted leave_out).',
});

export const deliveryFilteredPaths = defineError('delivery.filtered_paths', {
  family: 'conflict',
  data: z.object({ repo, paths: z.array(z.string()) }),
  when: 'The work changes files that are kept through a git filter (LFS, git-crypt), which sessions do not run.',
  message: ({ repo, paths }) => `${repo}: the work changes filtered files: ${listed(paths)}`,
  hint: () => 'Ask the agent to take these files out of its commits; change them outside of a session.',
});

export const deliveryRemoteRefused = defineError('delivery.remote_refused', {
  family: 'conflict',
  data: z.object({ repo, remote: z.string(), reason }),
  when: 'The remote of a repo is of a kind that is never pushed to.',
  message: ({ repo, remote, reason }) => `${repo}: the remote ${remote} is not pushed to: ${reason}`,
  hint: () => 'Remotes are a path, file://, ssh://, host:path, http:// or https://.',
});

export const deliveryRejected = defineError('delivery.rejected', {
  family: 'conflict',
  data: z.object({ repo, branch: z.string(), remote: z.string(), reason }),
  when: 'The remote did not take the branch.',
  message: ({ repo, branch, remote, reason }) => `${remote} did not take ${branch} of ${repo}: ${reason}`,
  hint: () => 'Nothing is lost. Mend the cause and finish again.',
});

export const deliveryRemoteGone = defineError('delivery.remote_gone', {
  family: 'failed',
  data: z.object({ repo, remote: z.string(), reason }),
  when: 'There is no repository at the remote address.',
  message: ({ repo, remote, reason }) => `${repo}: no repository at ${remote}: ${reason}`,
  hint: () =>
    'Correct the address with `git remote set-url origin` in the source repository and finish again.',
});

export const deliveryRemoteUnreachable = defineError('delivery.remote_unreachable', {
  family: 'unavailable',
  data: z.object({ repo, remote: z.string(), reason }),
  when: 'The host of the remote does not answer.',
  message: ({ repo, remote, reason }) => `${repo}: ${remote} cannot be reached: ${reason}`,
  hint: () => 'Check the network and finish again.',
});

export const deliveryAuthFailed = defineError('delivery.auth_failed', {
  family: 'failed',
  data: z.object({ repo, remote: z.string(), reason }),
  when: "The remote did not accept the user's git credentials.",
  message: ({ repo, remote, reason }) => `${repo}: ${remote} did not accept your credentials: ${reason}`,
  hint: ({ remote }) =>
    `Make \`git ls-remote ${remote}\` work without a prompt (known host, ssh agent, credential helper); an agent that is newer than the services is known to them after hero-claude restart.`,
});

export const deliveryPushFailed = defineError('delivery.push_failed', {
  family: 'failed',
  data: z.object({ repo, branch: z.string(), remote: z.string(), reason }),
  when: 'Git could not push, for a reason it did not name in a known way.',
  message: ({ repo, branch, remote, reason }) =>
    `Pushing ${branch} of ${repo} to ${remote} failed: ${reason}`,
  hint: () => 'Nothing is lost. Mend the cause and finish again.',
});

export const deliveryTimeout = defineError('delivery.timeout', {
  family: 'timeout',
  data: z.object({ repo, step: z.string(), timeout_ms: z.number().int() }),
  when: 'A step of the delivery took too long and was ended.',
  message: ({ repo, step, timeout_ms }) => `${repo}: ${step} took longer than ${timeout_ms} ms`,
  hint: () => 'Nothing is lost. Finish again.',
});

export const deliveryVaultFailed = defineError('delivery.vault_failed', {
  family: 'failed',
  data: z.object({ repo, reason }),
  when: "Git failed in the host's own repository of a session.",
  message: ({ repo, reason }) => `Git failed in the vault of ${repo}: ${reason}`,
  hint: () => 'See the log of the server; `hero-claude doctor` checks disk and git.',
});

export const deliverySeveralFailed = defineError('delivery.several_failed', {
  family: 'failed',
  data: z.object({ failures: z.array(z.object({ repo, kind: z.string(), message: z.string() })) }),
  when: 'More than one repo could not be delivered; the others are.',
  message: ({ failures }) => failures.map(({ message }) => message).join('\n'),
  hint: () => 'Nothing is lost. Mend the causes and finish again.',
});

export const deliveryUnknownFile = defineError('delivery.unknown_file', {
  family: 'not_found',
  data: z.object({ repo, path: z.string() }),
  when: 'The path asked for is not among the changed files.',
  message: ({ repo, path }) => `${repo}: ${path} is not changed`,
});

/** The first few of a list, for a sentence. */
function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(', ');
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

/** What bringing work out may answer. */
export const deliveryErrors = [
  deliveryCopyBroken,
  deliveryCopyBusy,
  deliveryUnmergedPaths,
  deliveryEmbeddedRepository,
  deliveryCommitFailed,
  deliveryBaseRewritten,
  deliveryBundleRefused,
  deliveryTooLarge,
  deliveryTooManyFiles,
  deliveryReplayConflict,
  deliveryReplayFailed,
  deliveryIncludesUncommitted,
  deliveryFilteredPaths,
  deliveryRemoteRefused,
  deliveryRejected,
  deliveryRemoteGone,
  deliveryRemoteUnreachable,
  deliveryAuthFailed,
  deliveryPushFailed,
  deliveryTimeout,
  deliveryVaultFailed,
  deliverySeveralFailed,
  deliveryUnknownFile,
];

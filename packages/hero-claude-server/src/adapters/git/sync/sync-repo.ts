import { vaultRefs } from '../../../domain/delivery/vault-refs.ts';
import type { SyncedCopy, SyncInput } from '../../../domain/repo/source-repo.ts';
import { containerRepoDir, vaultPath } from '../../../domain/session/session-folder.ts';
import type { SessionCopy } from '../container/container-git.ts';
import { explainFailure } from '../explain-failure.ts';
import type { Git } from '../git-command.ts';
import { resolveBase } from '../source/base-commit.ts';
import { openSource, type SourceTools } from '../source/open-source.ts';
import { replaceSourceRefs, setVaultRef } from '../vault/vault.ts';
import { copyHolds, mergeIntoCopy } from './merge-into-copy.ts';
import { makeSyncSnapshot } from './sync-snapshot.ts';

/** Takes a new snapshot of the source and merges it into the session copy, inside the container. */
export async function syncRepo(tools: SourceTools, input: SyncInput): Promise<SyncedCopy> {
  const { source, folder, conflicts, identity, signal } = input;
  const { git } = tools;
  const vault = vaultPath(folder, source.id);
  const copy: SessionCopy = { exec: input.exec, repoDir: containerRepoDir(source.id), repo: source.id };
  const previous = await standingSnapshot(git, vault, copy, input.snapshot, signal);

  await using open = await openSource(tools, source, signal);
  const base = await resolveBase(git, source, open.shadow, open, input.base, signal);
  const snapshot = await makeSyncSnapshot(tools, open, {
    vault,
    commit: base.commit,
    previous,
    withFiles: !input.clean && input.base === undefined && !source.bare,
    identity,
    signal,
  }).catch((error: unknown) => {
    throw explainFailure(open, error);
  });
  await replaceSourceRefs(git, vault, open.refs, signal);
  const unchanged = { merged: false, snapshot: previous, uncommitted_files: null, base };
  if (snapshot.commit === previous) return { ...unchanged, commits: 0, conflicts: [] };

  const counted = await git(['rev-list', '--count', snapshot.commit, `^${previous}`], {
    place: { gitDir: vault },
    signal,
  });
  const commits = Number(counted.stdout.toString('latin1'));
  // Recorded before the merge: should we be killed after it, the next look finds that the copy holds it.
  await setVaultRef(git, vault, vaultRefs.incoming, snapshot.commit, signal);
  const merge = { vault, snapshot: snapshot.commit, previous, conflicts, signal };
  const inConflict = await mergeIntoCopy(git, copy, merge);
  if (inConflict.length > 0) return { ...unchanged, commits, conflicts: inConflict };
  await setVaultRef(git, vault, vaultRefs.snapshot, snapshot.commit);
  await setVaultRef(git, vault, vaultRefs.incoming, undefined);
  const { commit, uncommitted_files } = snapshot;
  return { merged: true, commits, conflicts: [], snapshot: commit, uncommitted_files, base };
}

/**
 * The snapshot that the work in the copy is built on: a later one than recorded when the agent has finished a
 * merge that was handed to it, or when the server was killed right after a merge.
 */
async function standingSnapshot(
  git: Git,
  vault: string,
  copy: SessionCopy,
  recorded: string,
  signal?: AbortSignal,
): Promise<string> {
  for (const ref of [vaultRefs.incoming, vaultRefs.snapshot]) {
    const { stdout } = await git(['rev-parse', '--quiet', '--verify', ref], {
      place: { gitDir: vault },
      okExitCodes: [0, 1],
      signal,
    });
    const commit = stdout.toString('latin1').trim();
    if (commit !== '' && (await copyHolds(copy, commit, signal))) return commit;
  }
  return recorded;
}

/** The snapshot that a session's work stands on, asked from its copy; see `SyncInput.snapshot`. */
export async function findStandingSnapshot(
  { git }: Pick<SourceTools, 'git'>,
  input: Pick<SyncInput, 'folder' | 'exec' | 'snapshot' | 'signal'> & { id: string },
): Promise<string> {
  const { folder, id, exec, snapshot, signal } = input;
  const copy: SessionCopy = { exec, repoDir: containerRepoDir(id), repo: id };
  return standingSnapshot(git, vaultPath(folder, id), copy, snapshot, signal);
}

import type { Vault } from '../../../adapters/git/vault/vault-git.ts';
import type { RepoRecord, SessionRecord } from '../../../adapters/store/session-record.ts';
import type { RepoCommits, RepoDiff } from '../../../domain/delivery/diff.ts';
import { sessionFolder, vaultPath } from '../../../domain/session/session-folder.ts';
import type { LookParams } from '../../server-context.ts';
import { keepDiffSize } from '../diff-size.ts';
import { airlockRepo, chosenRepos } from '../lifecycle/repo-sides.ts';
import type { SessionParts } from '../session-parts.ts';

interface Seen {
  repo: RepoRecord;
  vault: Vault;
  head: string | null;
  worktree: string | null;
  uncommittedFiles: number;
}

/** Brings the current state of the chosen repositories into their vaults, touching nothing of the agent's. */
async function see(
  parts: SessionParts,
  record: SessionRecord,
  repos: RepoRecord[],
  signal: AbortSignal,
): Promise<Seen[]> {
  const folder = sessionFolder(parts.config.buildDir, record.sessionId);
  if (record.startedAt === null) {
    return repos.map((repo) => ({
      repo,
      vault: { dir: vaultPath(folder, repo.name), repo: repo.name },
      head: repo.facts.snapshot,
      worktree: repo.facts.snapshot,
      uncommittedFiles: 0,
    }));
  }
  return parts.containers.use(record, async (exec) => {
    const seen: Seen[] = [];
    for (const repo of repos) {
      const sides = airlockRepo(record, repo, folder, exec);
      const { head, worktree, uncommitted } = await parts.airlock.bringLook(sides, { signal });
      const uncommittedFiles = uncommitted.tracked + uncommitted.untracked + uncommitted.unmerged;
      seen.push({ repo, vault: sides.vault, head, worktree, uncommittedFiles });
    }
    return seen;
  });
}

/** What the agent changed since the source snapshot, committed or not. */
export async function diffSession(
  parts: SessionParts,
  { session_id, repo, path, after, limit }: LookParams,
  signal: AbortSignal,
): Promise<RepoDiff[]> {
  const record = parts.steps.check('diff', session_id);
  const seen = await see(parts, record, chosenRepos(record, repo), signal);
  const diffs = await Promise.all(
    seen.map(async ({ repo: { name, facts }, vault, worktree: to }) => {
      const from = facts.snapshot;
      const page = await parts.airlock.diff(vault, { from, to, path, after, limit, signal });
      return { name, from, to, ...page };
    }),
  );
  if (seen.length === record.repos.length && record.startedAt !== null)
    keepDiffSize(parts, session_id, diffs);
  return diffs;
}

/** The agent's commits since the source snapshot, newest first. */
export async function commitsOfSession(
  parts: SessionParts,
  { session_id, repo, after, limit }: LookParams,
  signal: AbortSignal,
): Promise<RepoCommits[]> {
  const record = parts.steps.check('diff', session_id);
  const seen = await see(parts, record, chosenRepos(record, repo), signal);
  return Promise.all(
    seen.map(async ({ repo: { name, facts }, vault, head: to, uncommittedFiles }) => {
      const page = await parts.airlock.commits(vault, { from: facts.snapshot, to, after, limit, signal });
      return { name, uncommitted_files: uncommittedFiles, ...page };
    }),
  );
}

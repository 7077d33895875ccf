import type { AirlockRepo } from '../../../adapters/git/delivery/airlock.ts';
import type { RepoRecord, SessionRecord } from '../../../adapters/store/session-record.ts';
import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import { repoNotInSession } from '../../../domain/session/session-errors.ts';
import { containerRepoDir, type SessionFolder, vaultPath } from '../../../domain/session/session-folder.ts';

/** One repository of a session from both sides: the copy in the container and the vault on the host. */
export function airlockRepo(
  record: SessionRecord,
  repo: RepoRecord,
  folder: SessionFolder,
  exec: ContainerExec,
): AirlockRepo {
  return {
    sessionId: record.sessionId,
    copy: { exec, repoDir: containerRepoDir(repo.name), repo: repo.name },
    vault: { dir: vaultPath(folder, repo.name), repo: repo.name },
    snapshot: repo.facts.snapshot,
  };
}

/** The repositories of the session, or the one that is named. */
export function chosenRepos(record: SessionRecord, name: string | undefined): RepoRecord[] {
  if (name === undefined) return record.repos;
  const found = record.repos.find((repo) => repo.name === name);
  if (found !== undefined) return [found];
  throw repoNotInSession({
    session_id: record.sessionId,
    repo: name,
    repos: record.repos.map((repo) => repo.name),
  });
}

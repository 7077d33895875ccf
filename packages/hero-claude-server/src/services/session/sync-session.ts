import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { containerRepoDir, sessionFolder, vaultPath } from '../../domain/session-folder.ts';
import type { SyncedRepo } from '../../domain/session-results.ts';
import { quietAgent } from './quiet-agent.ts';
import type { SessionParts } from './session-parts.ts';

export interface SyncParams {
  session_id: string;
  conflicts: 'refuse' | 'hand_over';
  interrupt?: boolean | undefined;
}

interface SyncingGit {
  sync(input: object): Promise<{
    merged: boolean;
    commits: number;
    conflicts: string[];
    base: { ref: string; commit: string };
    snapshot: string;
    uncommitted_files: string[];
  }>;
}

/** Merges the sources' new state into the session copies, inside the container. */
export async function syncSession(
  parts: SessionParts,
  params: SyncParams,
  call: Call,
): Promise<{ record: SessionRecord; repos: SyncedRepo[] }> {
  const { steps, records, containers, git, progress, config, stopping } = parts;
  const sessionId = params.session_id;
  await quietAgent(parts, steps.check('sync', sessionId), params.interrupt ?? false);
  return steps.run({ action: 'sync', sessionId, call }, async (record) => {
    const folder = sessionFolder(config.buildDir, sessionId);
    const synced: SyncedRepo[] = [];
    await containers.use(record, async (exec) => {
      for (const repo of record.repos) {
        progress.report(sessionId, 'session.sync', { phase: `merge ${repo.name}` });
        const result = await (git as unknown as SyncingGit).sync({
          source: await git.resolve(config.codeRoot, repo.name, { buildDir: config.buildDir }),
          vault: vaultPath(folder, repo.name),
          repoDir: containerRepoDir(repo.name),
          exec,
          base: repo.facts.base,
          snapshot: repo.facts.snapshot,
          clean: record.spec.clean,
          conflicts: params.conflicts,
          identity: repo.facts.identity,
          signal: stopping,
        });
        const facts = {
          ...repo.facts,
          base: result.base,
          snapshot: result.snapshot,
          uncommittedFiles: result.uncommitted_files,
        };
        const current = records.get(sessionId).repos;
        records.putRepos(
          sessionId,
          current.map((each) => (each.name === repo.name ? { ...each, facts } : each)),
        );
        synced.push({
          name: repo.name,
          merged: result.merged,
          commits: result.commits,
          conflicts: result.conflicts,
          base_commit: result.base.commit,
        });
      }
    });
    return { record: records.get(sessionId), repos: synced };
  });
}

import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import type { SyncedRepo } from '../../../domain/session/session-results.ts';
import { quietAgent } from '../agent/quiet-agent.ts';
import type { SessionParts } from '../session-parts.ts';

export interface SyncParams {
  session_id: string;
  conflicts: 'refuse' | 'hand_over';
  interrupt?: boolean | undefined;
}

/** Merges the sources' new state into the session copies, inside the container. */
export async function syncSession(
  parts: SessionParts,
  params: SyncParams,
  call: Call,
): Promise<{ record: SessionRecord; repos: SyncedRepo[] }> {
  const { steps, records, containers, git, progress, config, reached, stopping } = parts;
  const sessionId = params.session_id;
  await quietAgent(parts, steps.check('sync', sessionId), params.interrupt ?? false);
  return steps.run({ action: 'sync', sessionId, call }, async (record) => {
    const folder = sessionFolder(config.buildDir, sessionId);
    const synced: SyncedRepo[] = [];
    await containers.use(record, async (exec) => {
      for (const repo of record.repos) {
        progress.report(sessionId, 'session.sync', { phase: `merge ${repo.name}` });
        const source = await git.resolve(config.codeRoot, repo.name, { buildDir: config.buildDir });
        await reached('sync.source_found', sessionId);
        const { base } = record.spec;
        const result = await git.sync({
          source,
          folder,
          exec,
          snapshot: repo.facts.snapshot,
          ...(base !== null && { base }),
          clean: record.spec.clean,
          conflicts: params.conflicts,
          identity: repo.facts.identity,
          signal: stopping,
        });
        await reached('sync.merged', sessionId);
        const facts = {
          ...repo.facts,
          base: result.base,
          snapshot: result.snapshot,
          uncommittedFiles: result.uncommitted_files ?? repo.facts.uncommittedFiles,
        };
        const current = records.get(sessionId).repos;
        records.putRepos(
          sessionId,
          current.map((each) => (each.name === repo.name ? { ...each, facts } : each)),
        );
        await reached('sync.stored', sessionId);
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

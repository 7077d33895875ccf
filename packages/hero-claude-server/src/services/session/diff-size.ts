import type { CountedDiff } from '../../adapters/git/container/diff-size.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { sessionFolder } from '../../domain/session/session-folder.ts';
import { airlockRepo } from './lifecycle/repo-sides.ts';
import type { SessionParts } from './session-parts.ts';

/** Counts in the container what the agent changed in all repositories, and keeps it for the list of sessions. */
export async function countDiff(
  parts: SessionParts,
  record: SessionRecord,
  signal?: AbortSignal,
): Promise<void> {
  if (record.startedAt === null) return;
  const folder = sessionFolder(parts.config.buildDir, record.sessionId);
  const counted = await parts.containers.use(record, async (exec) => {
    const sizes: CountedDiff[] = [];
    for (const repo of record.repos)
      sizes.push(await parts.airlock.diffSize(airlockRepo(record, repo, folder, exec), { signal }));
    return sizes;
  });
  keepDiffSize(parts, record.sessionId, counted);
}

/** The same numbers again are no news: who reads a diff because a session changed must not change it. */
export function keepDiffSize(
  { records }: Pick<SessionParts, 'records'>,
  sessionId: string,
  counted: readonly CountedDiff[],
): void {
  const total = { files_changed: 0, additions: 0, deletions: 0 };
  for (const { files_changed, additions, deletions } of counted) {
    total.files_changed += files_changed;
    total.additions += additions;
    total.deletions += deletions;
  }
  const before = records.find(sessionId)?.diffSize;
  const isSame =
    before?.files_changed === total.files_changed &&
    before.additions === total.additions &&
    before.deletions === total.deletions;
  if (before === undefined || isSame) return;
  records.change(sessionId, { diffSize: { ...total, as_of: new Date().toISOString() } });
}

import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { containerEnded } from '../../../domain/container/engine-errors.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import type { LostWork } from '../../../domain/session/session-results.ts';
import { countDiff } from '../diff-size.ts';
import { airlockRepo } from '../lifecycle/repo-sides.ts';
import type { SessionParts } from '../session-parts.ts';
import { lostWork } from './undelivered.ts';

/** What every repository of the session holds that is nowhere else. A session that never ran holds nothing. */
export async function surveySession(
  parts: SessionParts,
  record: SessionRecord,
  signal?: AbortSignal,
): Promise<LostWork[]> {
  if (record.startedAt === null) return [];
  const folder = sessionFolder(parts.config.buildDir, record.sessionId);
  return parts.containers.use(record, async (exec) => {
    const lost: LostWork[] = [];
    for (const repo of record.repos) {
      const survey = await parts.airlock.survey(airlockRepo(record, repo, folder, exec), { signal });
      const found = lostWork(repo, survey);
      if (found !== null) lost.push(found);
    }
    return lost;
  });
}

const attempts = 3;

/** A container that ends under the survey is no word about the work; the next look is into another one. */
async function surveyPatiently(parts: SessionParts, sessionId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const record = parts.records.find(sessionId);
    if (record === undefined || record.status === 'destroyed') return;
    try {
      const undelivered = (await surveySession(parts, record, parts.stopping)).length > 0;
      const now = parts.records.find(sessionId);
      if (now?.status === record.status && now.undelivered !== undelivered)
        parts.records.change(sessionId, { undelivered });
      if (now?.status === record.status) await countDiff(parts, record, parts.stopping);
      return;
    } catch (error) {
      if (!containerEnded.is(error) || attempt === attempts) throw error;
    }
  }
}

/** Counts undelivered work, and how much changed, in the background: one after the other, the last has the word. */
export function surveySoon(parts: SessionParts, sessionId: string): void {
  const { lock, log, stopping } = parts;
  lock
    .queue(`survey ${sessionId}`, () => surveyPatiently(parts, sessionId))
    .catch((error: unknown) => {
      if (!stopping.aborted)
        log.info({ err: error, session_id: sessionId }, 'undelivered work could not be counted');
    });
}

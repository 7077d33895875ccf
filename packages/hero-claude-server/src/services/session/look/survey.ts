import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { containerEnded } from '../../../domain/container/engine-errors.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import type { LostWork } from '../../../domain/session/session-results.ts';
import { together } from '../../../lib/together.ts';
import { countDiff } from '../diff-size.ts';
import { airlockRepo } from '../lifecycle/repo-sides.ts';
import type { SessionParts } from '../session-parts.ts';
import { lostWork } from './undelivered.ts';

// Most of a look is waiting for the engine to start it; all at once would be as many processes beside the agent's.
const surveysAtOnce = 4;

/** What every repository of the session holds that is nowhere else. A session that never ran holds nothing. */
export async function surveySession(
  parts: SessionParts,
  record: SessionRecord,
  signal?: AbortSignal,
): Promise<LostWork[]> {
  if (record.startedAt === null) return [];
  const folder = sessionFolder(parts.config.buildDir, record.sessionId);
  return parts.containers.use(record, async (exec) => {
    const lost: (LostWork | null)[] = [];
    for (let first = 0; first < record.repos.length; first += surveysAtOnce) {
      const looks = record.repos
        .slice(first, first + surveysAtOnce)
        .map((repo) => async (all: AbortSignal) => {
          const side = airlockRepo(record, repo, folder, exec);
          return lostWork(repo, await parts.airlock.survey(side, { signal: all }));
        });
      lost.push(...(await together<(LostWork | null)[]>(looks, signal)));
    }
    return lost.filter((found) => found !== null);
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

import { ActivityStore } from '../../../adapters/store/activity-store.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import type { ListedSession } from '../../../domain/session/session-activity.ts';
import type { ListParams } from '../../server-context.ts';
import { viewOf } from '../../session-view.ts';
import type { SessionParts } from '../session-parts.ts';

function hasLabel(record: SessionRecord, label: string): boolean {
  const [name = '', ...rest] = label.split('=');
  if (!Object.hasOwn(record.labels, name)) return false;
  return rest.length === 0 || record.labels[name] === rest.join('=');
}

/** Destroyed sessions are in the trash: they show only when asked for by status. */
export function listSessions({ db, records, progress }: SessionParts, params: ListParams): ListedSession[] {
  const { status, repo, text, label, bucket, limit } = params;
  const sessions = records
    .list({
      ...(status && { status }),
      ...(repo !== undefined && { repo }),
      ...(text !== undefined && { text }),
    })
    .filter((record) => status !== undefined || record.status !== 'destroyed')
    .filter((record) => label === undefined || hasLabel(record, label))
    .map((record) => viewOf(record, progress.get(record.sessionId)))
    .filter((session) => bucket === undefined || session.bucket === bucket)
    .slice(0, limit);
  const activityOf = new ActivityStore(db).of(sessions.map(({ session_id }) => session_id));
  return sessions.map((session) => ({ ...session, activity: activityOf(session.session_id) }));
}

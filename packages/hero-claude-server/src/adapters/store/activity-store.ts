import type { SessionActivity } from '../../domain/session/session-activity.ts';
import type { Database } from './database.ts';

interface ActivityRow {
  session_id: string;
  said: string | null;
  doing: string | null;
  done: number;
  total: number;
}

const nothing: SessionActivity = { said: null, doing: null, todos_done: 0, todos_total: 0 };

/** What a list shows of the work of sessions, without reading their lines. */
export class ActivityStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** By session id; one question for all of them. */
  of(sessionIds: readonly string[]): (sessionId: string) => SessionActivity {
    const rows = this.#db.all<ActivityRow>(
      `SELECT asked.value AS session_id,
         (SELECT substr(text, 1, 200) FROM message_texts
          WHERE session_id = asked.value AND kind = 'answer' ORDER BY id DESC LIMIT 1) AS said,
         (SELECT value ->> 'content' FROM json_each(journals.facts, '$.todos')
          WHERE value ->> 'status' = 'in_progress' LIMIT 1) AS doing,
         (SELECT count(*) FROM json_each(journals.facts, '$.todos')
          WHERE value ->> 'status' = 'completed') AS done,
         (SELECT count(*) FROM json_each(journals.facts, '$.todos')) AS total
       FROM json_each(?) AS asked LEFT JOIN journals ON journals.session_id = asked.value`,
      JSON.stringify(sessionIds),
    );
    const activities = new Map(
      rows.map(({ session_id, said, doing, done, total }) => [
        session_id,
        { said, doing, todos_done: done, todos_total: total },
      ]),
    );
    return (sessionId) => activities.get(sessionId) ?? nothing;
  }
}

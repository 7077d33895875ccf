import type { SessionActivity } from '../../domain/session-activity.ts';
import type { Database } from './database.ts';

interface ActivityRow {
  said: string | null;
  doing: string | null;
  done: number | null;
  total: number | null;
}

/** What a list shows of the work of a session, without reading its lines. */
export class ActivityStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  of(sessionId: string): SessionActivity {
    const row = this.#db.get<ActivityRow>(
      `WITH todo AS (
         SELECT value ->> 'content' AS content, value ->> 'status' AS status
         FROM journals, json_each(journals.facts, '$.todos') WHERE session_id = ?1 AND facts IS NOT NULL)
       SELECT
         (SELECT substr(text, 1, 200) FROM message_texts
          WHERE session_id = ?1 AND kind = 'answer' ORDER BY id DESC LIMIT 1) AS said,
         (SELECT content FROM todo WHERE status = 'in_progress' LIMIT 1) AS doing,
         (SELECT count(*) FROM todo WHERE status = 'completed') AS done,
         (SELECT count(*) FROM todo) AS total`,
      sessionId,
    );
    return {
      said: row?.said ?? null,
      doing: row?.doing ?? null,
      todos_done: row?.done ?? 0,
      todos_total: row?.total ?? 0,
    };
  }
}

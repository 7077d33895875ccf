import type { EventScope, EventType, ServerEvent } from '../../domain/event-log.ts';
import type { Database } from './database.ts';

const pageLength = 4 * 1024 * 1024;

interface EventRow {
  id: number;
  session_id: string | null;
  type: EventType;
  at: string;
  data: string | null;
  seq: number | null;
  line: string | Uint8Array | null;
}

function eventOf(row: EventRow): ServerEvent {
  const data: unknown =
    row.seq === null
      ? JSON.parse(row.data ?? 'null')
      : {
          seq: row.seq,
          line: typeof row.line === 'string' ? row.line : Buffer.from(row.line ?? []).toString(),
        };
  return { id: row.id, session_id: row.session_id, type: row.type, at: row.at, data };
}

/** One sequence for state changes, progress and agent lines. A line is stored once and joined when read. */
export class EventStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  append(sessionId: string | null, type: EventType, at: string, data: unknown): void {
    this.#db.run(
      'INSERT INTO events (session_id, type, at, data) VALUES (?, ?, ?, ?)',
      sessionId,
      type,
      at,
      JSON.stringify(data),
    );
  }

  lastId(): number {
    return this.#db.get<{ id: number | null }>('SELECT max(id) AS id FROM events')?.id ?? 0;
  }

  /** The oldest that is kept; 0 when there is none. */
  firstId(): number {
    return this.#db.get<{ id: number | null }>('SELECT min(id) AS id FROM events')?.id ?? 0;
  }

  /** Drops at most `limit` of the oldest, as long as more than `keep` stay. Returns how many. */
  prune(keep: number, limit: number): number {
    const first = this.firstId();
    const last = Math.min(this.lastId() - keep, first + limit - 1);
    return last < first ? 0 : this.#db.run('DELETE FROM events WHERE id <= ?', last).changes;
  }

  /** At most `limit`, and fewer where the lines are long: a page stays near 4 MiB, or is a single event. */
  after(id: number, { sessionId, types }: EventScope, limit: number): ServerEvent[] {
    // Lines of agents are nearly all there is: who does not want them is served from the index of the others.
    const rare = types !== null && !types.has('session.message') ? `AND e.type <> 'session.message'` : '';
    const chosen = types && JSON.stringify([...types]);
    const rows = this.#db.iterate<EventRow>(
      `SELECT e.id, e.session_id, e.type, e.at, e.data, e.seq, m.line
       FROM events e LEFT JOIN messages m ON m.session_id = e.session_id AND m.seq = e.seq
       WHERE e.id > ? AND (? IS NULL OR e.session_id = ?)
         AND (? IS NULL OR e.type IN (SELECT value FROM json_each(?))) ${rare}
       ORDER BY e.id LIMIT ?`,
      id,
      sessionId,
      sessionId,
      chosen,
      chosen,
      limit,
    );
    const events: ServerEvent[] = [];
    let length = 0;
    for (const row of rows) {
      events.push(eventOf(row));
      length += (row.line ?? row.data)?.length ?? 0;
      if (length >= pageLength) break;
    }
    return events;
  }
}

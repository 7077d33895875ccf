import type { Database } from './database.ts';

/** A page of a log, oldest first. */
export interface PageFilter {
  /** All sessions unless given. */
  sessionId?: string | undefined;
  /** The id of the last row of the page before. */
  after: number;
  limit: number;
}

/** What the logs of the ledger have in common: rows with a count, read by pages, kept in bounds for each session. */
export class LogRows {
  readonly #db: Database;
  readonly #table: 'model_calls' | 'egress_decisions';
  readonly #rowsPerSession: number;

  /** @param rowsPerSession how many are kept; the oldest go first */
  constructor(db: Database, table: 'model_calls' | 'egress_decisions', rowsPerSession: number) {
    this.#db = db;
    this.#table = table;
    this.#rowsPerSession = rowsPerSession;
  }

  add(id: number, count: number, lastAt: string): void {
    this.#db.run(`UPDATE ${this.#table} SET count = count + ?, last_at = ? WHERE id = ?`, count, lastAt, id);
  }

  page({ sessionId, after, limit }: PageFilter): unknown[] {
    return this.#db.all(
      `SELECT * FROM ${this.#table} WHERE id > ? AND session_id = coalesce(?, session_id) ORDER BY id LIMIT ?`,
      after,
      sessionId ?? null,
      limit,
    );
  }

  trim(sessionId: string): void {
    this.#db.run(
      `DELETE FROM ${this.#table} WHERE session_id = ?1 AND id <=
         (SELECT id FROM ${this.#table} WHERE session_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
      sessionId,
      this.#rowsPerSession,
    );
  }
}

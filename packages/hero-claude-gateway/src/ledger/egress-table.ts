import { z } from 'zod';
import type { EgressDecision } from '../egress/egress-server.ts';
import type { Database } from './database.ts';

/** One row of the egress log: a decision, and how often it was made within a minute. */
export const EgressEntry = z
  .object({
    id: z.number().int(),
    session_id: z.string(),
    at: z.string(),
    last_at: z.string(),
    count: z.number().int(),
    host: z.string().describe('Empty when the request named none'),
    port: z.number().int(),
    verdict: z.string().describe('allowed, refused or failed'),
    reason: z.string(),
  })
  .meta({ id: 'EgressEntry' });
export type EgressEntry = z.infer<typeof EgressEntry>;

export type SessionDecision = EgressDecision & { sessionId: string };

/** Rows kept per session; the oldest go first. */
const rowsPerSession = 5_000;

export class EgressTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  insert(
    { sessionId, host, port, verdict, reason }: SessionDecision,
    count: number,
    at: string,
    lastAt: string,
  ) {
    const { id } = this.#db.run(
      `INSERT INTO egress_decisions (session_id, at, last_at, count, host, port, verdict, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      sessionId,
      at,
      lastAt,
      count,
      host,
      port,
      verdict,
      reason,
    );
    return id;
  }

  add(id: number, count: number, lastAt: string): void {
    this.#db.run(
      'UPDATE egress_decisions SET count = count + ?, last_at = ? WHERE id = ?',
      count,
      lastAt,
      id,
    );
  }

  list(filter: { sessionId?: string | undefined; after: number; limit: number }): EgressEntry[] {
    const rows = this.#db.all(
      'SELECT * FROM egress_decisions WHERE id > ? AND session_id = coalesce(?, session_id) ORDER BY id LIMIT ?',
      filter.after,
      filter.sessionId ?? null,
      filter.limit,
    );
    return rows.map((row) => EgressEntry.parse(row));
  }

  trim(sessionId: string): void {
    this.#db.run(
      `DELETE FROM egress_decisions WHERE session_id = ?1 AND id <=
         (SELECT id FROM egress_decisions WHERE session_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${rowsPerSession})`,
      sessionId,
    );
  }
}

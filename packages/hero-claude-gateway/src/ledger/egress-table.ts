import { z } from 'zod';
import type { EgressDecision } from '../egress/egress-server.ts';
import type { Database } from './database.ts';
import { LogRows, type PageFilter } from './log-rows.ts';

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
    method: z.string().describe('CONNECT for a tunnel; empty when no request could be read'),
    bytes_up: z.number().int().describe('Of connections that have closed'),
    bytes_down: z.number().int(),
  })
  .meta({ id: 'EgressEntry' });
export type EgressEntry = z.infer<typeof EgressEntry>;

export type SessionDecision = EgressDecision & { sessionId: string };

/** Bytes of connections that have closed. */
export interface Traffic {
  sessionId: string;
  host: string;
  port: number;
  method: string;
  bytesUp: number;
  bytesDown: number;
}

/** Rows kept per session; the oldest go first. */
const rowsPerSession = 5_000;

export class EgressTable {
  readonly #db: Database;
  readonly #rows: LogRows;

  constructor(db: Database) {
    this.#db = db;
    this.#rows = new LogRows(db, 'egress_decisions', rowsPerSession);
  }

  insert(
    { sessionId, host, port, method, verdict, reason }: SessionDecision,
    count: number,
    at: string,
    lastAt: string,
  ) {
    const { id } = this.#db.run(
      `INSERT INTO egress_decisions (session_id, at, last_at, count, host, port, verdict, reason, method)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sessionId,
      at,
      lastAt,
      count,
      host,
      port,
      verdict,
      reason,
      method,
    );
    return id;
  }

  add(id: number, count: number, lastAt: string): void {
    this.#rows.add(id, count, lastAt);
  }

  /** Adds to the newest row of such connections; a row that was trimmed meanwhile is no loss. */
  addBytes({ sessionId, host, port, method, bytesUp, bytesDown }: Traffic): void {
    this.#db.run(
      `UPDATE egress_decisions SET bytes_up = bytes_up + ?, bytes_down = bytes_down + ? WHERE id =
         (SELECT max(id) FROM egress_decisions
          WHERE session_id = ? AND host = ? AND port = ? AND method = ? AND verdict = 'allowed')`,
      bytesUp,
      bytesDown,
      sessionId,
      host,
      port,
      method,
    );
  }

  list(filter: PageFilter): EgressEntry[] {
    return this.#rows.page(filter).map((row) => EgressEntry.parse(row));
  }

  trim(sessionId: string): void {
    this.#rows.trim(sessionId);
  }
}

import { z } from 'zod';
import type { NanoUsd } from '../prices/cost.ts';
import type { Database } from './database.ts';

/** What may be used in all; null means as much as one likes. */
export interface Limits {
  nanoUsd: NanoUsd | null;
  tokens: number | null;
}

const Row = z.object({ nano_usd: z.number().nullable(), tokens: z.number().nullable() });

/** The limits of sessions, kept through restarts and beyond the session's end. */
export class LimitTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put(sessionId: string, { nanoUsd, tokens }: Limits): void {
    this.#db.run(
      'INSERT OR REPLACE INTO session_limits (session_id, nano_usd, tokens) VALUES (?, ?, ?)',
      sessionId,
      nanoUsd,
      tokens,
    );
  }

  /** Undefined when nobody has set any. */
  get(sessionId: string): Limits | undefined {
    const [found] = this.#db.all(
      'SELECT nano_usd, tokens FROM session_limits WHERE session_id = ?',
      sessionId,
    );
    if (found === undefined) return undefined;
    const row = Row.parse(found);
    return { nanoUsd: row.nano_usd, tokens: row.tokens };
  }
}

import type { Database } from './database.ts';

export type EffectOutcome = 'answered' | 'refused' | 'failed' | 'unknown';

export interface Effect {
  requestId: string;
  server: string;
  tool: string;
  startedAt: number;
  finishedAt: number | null;
  outcome: EffectOutcome | null;
}

/** What agents made the host do. The row comes before the effect, so that none is run twice. */
export class EffectStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @returns false when this request was begun before, be it finished or not */
  start(sessionId: string, effect: Pick<Effect, 'requestId' | 'server' | 'tool'>, at: number): boolean {
    return this.#db.fullSync(() => {
      const { changes } = this.#db.run(
        `INSERT INTO effects (session_id, request_id, server, tool, started_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        sessionId,
        effect.requestId,
        effect.server,
        effect.tool,
        at,
      );
      return changes > 0;
    });
  }

  finish(sessionId: string, requestId: string, outcome: EffectOutcome, at: number): void {
    this.#db.run(
      'UPDATE effects SET finished_at = ?, outcome = ? WHERE session_id = ? AND request_id = ?',
      at,
      outcome,
      sessionId,
      requestId,
    );
  }

  list(sessionId: string): Effect[] {
    return this.#db.all<Effect>(
      `SELECT request_id AS requestId, server, tool, started_at AS startedAt, finished_at AS finishedAt, outcome
       FROM effects WHERE session_id = ? ORDER BY started_at, rowid`,
      sessionId,
    );
  }
}

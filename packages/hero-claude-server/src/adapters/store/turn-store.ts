import type { Database } from './database.ts';

/** Where a turn is among the lines of its session. Times are ms since the epoch. */
export interface TurnSpan {
  turn: number;
  /** The process that began it. The first lines of the next one, before its first turn, still count as this turn's. */
  generation: number;
  firstSeq: number;
  lastSeq: number;
  firstAt: number;
  lastAt: number;
  messages: number;
}

export interface TurnLine {
  seq: number;
  at: number;
  turn: number;
  generation: number;
  line: Uint8Array;
}

/** The turns of a session, found among its lines. */
export class TurnStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  spans(sessionId: string, after: number, limit: number): TurnSpan[] {
    return this.#db.all<TurnSpan>(
      `SELECT turn, min(generation) AS generation, min(seq) AS firstSeq, max(seq) AS lastSeq,
         min(at) AS firstAt, max(at) AS lastAt, count(*) AS messages
       FROM messages WHERE session_id = ? AND turn > ? GROUP BY turn ORDER BY turn LIMIT ?`,
      sessionId,
      after,
      limit,
    );
  }

  /** The lines that say what a turn was, without what the agent said and its tools answered. */
  *telling(sessionId: string, firstTurn: number, lastTurn: number): IterableIterator<TurnLine> {
    yield* this.#db.iterate<TurnLine>(
      `SELECT seq, at, turn, generation, line FROM messages
       WHERE session_id = ? AND turn BETWEEN ? AND ? AND flaw IS NULL AND (
         type = 'result'
         OR (type = 'system' AND subtype = 'session_state_changed')
         OR (type = 'user' AND tool_use_id IS NULL)
         OR (type = 'assistant' AND tool_use_id IS NOT NULL))
       ORDER BY turn, seq`,
      sessionId,
      firstTurn,
      lastTurn,
    );
  }

  /** The last result a process of the agent gave before a line. */
  resultBefore(sessionId: string, generation: number, seq: number): Uint8Array | undefined {
    return this.#db.get<{ line: Uint8Array }>(
      `SELECT line FROM messages
       WHERE session_id = ? AND type = 'result' AND flaw IS NULL AND generation = ? AND seq < ?
       ORDER BY seq DESC LIMIT 1`,
      sessionId,
      generation,
      seq,
    )?.line;
  }

  /** The first and the last result of each process of the agent, in the order they ran. */
  processResults(sessionId: string): { generation: number; first: Uint8Array; last: Uint8Array }[] {
    return this.#db.all(
      `SELECT process.generation AS generation, a.line AS first, b.line AS last FROM (
         SELECT generation, min(seq) AS firstSeq, max(seq) AS lastSeq FROM messages
         WHERE session_id = ?1 AND type = 'result' AND flaw IS NULL GROUP BY generation) AS process
       JOIN messages AS a ON a.session_id = ?1 AND a.seq = firstSeq
       JOIN messages AS b ON b.session_id = ?1 AND b.seq = lastSeq
       ORDER BY firstSeq`,
      sessionId,
    );
  }
}

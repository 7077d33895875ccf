import type { Database } from './database.ts';

/** Where the journals of a session stand. */
export interface JournalState {
  outOffset: number;
  /** Bytes at the start of `out` whose space was given back. */
  outPunched: number;
  /** The message of a line too long to keep, while its end has not been seen. */
  longSeq: number | null;
  longStart: number | null;
  nextSeq: number;
  generation: number;
  /** The boot of the host in which `out` was last read. */
  bootId: string | null;
  /** What the lines so far say about the agent, as JSON. */
  facts: string | null;
}

const beginning: JournalState = {
  outOffset: 0,
  outPunched: 0,
  longSeq: null,
  longStart: null,
  nextSeq: 1,
  generation: 0,
  bootId: null,
  facts: null,
};

interface JournalRow {
  out_offset: number;
  out_punched: number;
  long_seq: number | null;
  long_start: number | null;
  next_seq: number;
  generation: number;
  boot_id: string | null;
  facts: string | null;
}

export class JournalStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(sessionId: string): JournalState {
    const row = this.#db.get<JournalRow>('SELECT * FROM journals WHERE session_id = ?', sessionId);
    if (!row) return { ...beginning };
    return {
      outOffset: row.out_offset,
      outPunched: row.out_punched,
      longSeq: row.long_seq,
      longStart: row.long_start,
      nextSeq: row.next_seq,
      generation: row.generation,
      bootId: row.boot_id,
      facts: row.facts,
    };
  }

  put(sessionId: string, state: JournalState): void {
    this.#db.run(
      `INSERT OR REPLACE INTO journals
         (session_id, out_offset, out_punched, long_seq, long_start, next_seq, generation, boot_id, facts)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sessionId,
      state.outOffset,
      state.outPunched,
      state.longSeq,
      state.longStart,
      state.nextSeq,
      state.generation,
      state.bootId,
      state.facts,
    );
  }

  removeSession(sessionId: string): void {
    for (const table of ['journals', 'inputs', 'effects'])
      this.#db.run(`DELETE FROM ${table} WHERE session_id = ?`, sessionId);
  }
}

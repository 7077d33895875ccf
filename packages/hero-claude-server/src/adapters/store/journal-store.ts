import type { Database } from './database.ts';

/** How far `out` has been read. */
export interface ReadState {
  outOffset: number;
  /** Bytes at the start of `out` whose disk space was given back. */
  outPunched: number;
  /** The message of a line too long to keep, and where it begins, while its end has not been seen. */
  longSeq: number | null;
  longStart: number | null;
  nextSeq: number;
  /** What the lines kept so far take of the database, about. */
  keptBytes: number;
  /** The boot of the host in which `out` was last read. */
  bootId: string | null;
  /** What the lines so far say about the agent, as JSON. */
  facts: string | null;
}

export interface JournalState extends ReadState {
  /** Counts the starts of the agent; 0 before the first. */
  generation: number;
}

interface JournalRow {
  out_offset: number;
  out_punched: number;
  long_seq: number | null;
  long_start: number | null;
  next_seq: number;
  kept_bytes: number;
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
    this.#db.run('INSERT INTO journals (session_id) VALUES (?) ON CONFLICT DO NOTHING', sessionId);
    const row = this.#db.get<JournalRow>('SELECT * FROM journals WHERE session_id = ?', sessionId);
    if (!row) throw new Error(`the journals of session ${sessionId} vanished`);
    return {
      outOffset: row.out_offset,
      outPunched: row.out_punched,
      longSeq: row.long_seq,
      longStart: row.long_start,
      nextSeq: row.next_seq,
      keptBytes: row.kept_bytes,
      generation: row.generation,
      bootId: row.boot_id,
      facts: row.facts,
    };
  }

  saveRead(sessionId: string, state: ReadState): void {
    this.#db.run(
      `UPDATE journals SET out_offset = ?, out_punched = ?, long_seq = ?, long_start = ?, next_seq = ?,
         kept_bytes = ?, boot_id = ?, facts = ?
       WHERE session_id = ?`,
      state.outOffset,
      state.outPunched,
      state.longSeq,
      state.longStart,
      state.nextSeq,
      state.keptBytes,
      state.bootId,
      state.facts,
      sessionId,
    );
  }

  keptBytes(sessionId: string): number {
    const row = this.#db.get<{ kept_bytes: number }>(
      'SELECT kept_bytes FROM journals WHERE session_id = ?',
      sessionId,
    );
    return row?.kept_bytes ?? 0;
  }

  saveGeneration(sessionId: string, generation: number, facts: string): void {
    this.#db.run(
      'UPDATE journals SET generation = ?, facts = ? WHERE session_id = ?',
      generation,
      facts,
      sessionId,
    );
  }

  removeSession(sessionId: string): void {
    for (const table of [
      'journals',
      'messages',
      'inputs',
      'effects',
      'approvals',
      'queued_prompts',
      'message_texts',
      'searched',
      'events',
    ])
      this.#db.run(`DELETE FROM ${table} WHERE session_id = ?`, sessionId);
  }
}

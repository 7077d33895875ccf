import type { Database } from './database.ts';

export type InputKind = 'prompt' | 'control' | 'answer';

/**
 * pending: on record, perhaps in the file; appended: in the file; acknowledged: the agent has taken it in;
 * dropped: the process it was meant for is gone.
 */
export type InputState = 'pending' | 'appended' | 'acknowledged' | 'dropped';

/** One line we say to an agent. */
export interface StoredInput {
  n: number;
  /** Of a prompt: its message uuid. Of a control request or an answer: the request's id. */
  uuid: string;
  kind: InputKind;
  /** Without a newline. */
  line: string;
  state: InputState;
  generation: number;
}

const columns = 'n, uuid, kind, line, state, generation';

export class InputStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @returns false when the session already has an input with that uuid. */
  add(
    sessionId: string,
    input: Pick<StoredInput, 'uuid' | 'kind' | 'line' | 'generation'>,
    at: number,
  ): boolean {
    const { changes } = this.#db.run(
      `INSERT INTO inputs (session_id, n, uuid, kind, line, state, generation, position, created_at)
       SELECT ?1, 1 + coalesce(max(n), 0), ?2, ?3, ?4, 'pending', ?5,
              1 + coalesce(max(position) FILTER (WHERE generation = ?5), 0), ?6
       FROM inputs WHERE session_id = ?1
       ON CONFLICT (session_id, uuid) DO NOTHING`,
      sessionId,
      input.uuid,
      input.kind,
      input.line,
      input.generation,
      at,
    );
    return changes > 0;
  }

  get(sessionId: string, uuid: string): StoredInput | undefined {
    return this.#db.get<StoredInput>(
      `SELECT ${columns} FROM inputs WHERE session_id = ? AND uuid = ?`,
      sessionId,
      uuid,
    );
  }

  /** What the file of a generation holds or must hold, in its order. */
  ofGeneration(
    sessionId: string,
    generation: number,
    afterPosition = 0,
  ): (StoredInput & { position: number })[] {
    return this.#db.all(
      `SELECT ${columns}, position FROM inputs
       WHERE session_id = ? AND generation = ? AND position > ? ORDER BY position`,
      sessionId,
      generation,
      afterPosition,
    );
  }

  unsettled(sessionId: string): StoredInput[] {
    return this.#db.all(
      `SELECT ${columns} FROM inputs WHERE session_id = ? AND state IN ('pending', 'appended') ORDER BY n`,
      sessionId,
    );
  }

  /** Requests and answers of ours to a generation from a moment on (ms since the epoch). */
  saidSince(sessionId: string, generation: number, at: number): StoredInput[] {
    return this.#db.all(
      `SELECT ${columns} FROM inputs
       WHERE session_id = ? AND generation = ? AND kind <> 'prompt' AND created_at >= ? ORDER BY n`,
      sessionId,
      generation,
      at,
    );
  }

  /** When the oldest prompt was said that no agent has taken in, ms since the epoch. */
  oldestUnsettledPrompt(sessionId: string): number | undefined {
    return this.#db.get<{ created_at: number }>(
      `SELECT created_at FROM inputs
       WHERE session_id = ? AND kind = 'prompt' AND state IN ('pending', 'appended') ORDER BY n LIMIT 1`,
      sessionId,
    )?.created_at;
  }

  markAppended(sessionId: string, generation: number, upToPosition: number): void {
    this.#db.run(
      `UPDATE inputs SET state = 'appended'
       WHERE session_id = ? AND generation = ? AND position <= ? AND state = 'pending'`,
      sessionId,
      generation,
      upToPosition,
    );
  }

  acknowledge(sessionId: string, uuid: string, at: number): boolean {
    const { changes } = this.#db.run(
      `UPDATE inputs SET state = 'acknowledged', settled_at = ?
       WHERE session_id = ? AND uuid = ? AND state IN ('pending', 'appended')`,
      at,
      sessionId,
      uuid,
    );
    return changes > 0;
  }

  drop(sessionId: string, uuid: string, at: number): void {
    this.#db.run(
      `UPDATE inputs SET state = 'dropped', settled_at = ?
       WHERE session_id = ? AND uuid = ? AND state IN ('pending', 'appended')`,
      at,
      sessionId,
      uuid,
    );
  }

  /** Doubts the receipts of prompts: whoever gave them may not have kept the prompts. */
  doubt(sessionId: string, uuids: readonly string[]): void {
    this.#db.run(
      `UPDATE inputs SET state = 'appended', settled_at = NULL
       WHERE session_id = ? AND kind = 'prompt' AND state = 'acknowledged'
         AND uuid IN (SELECT value FROM json_each(?))`,
      sessionId,
      JSON.stringify(uuids),
    );
  }

  /**
   * Notes the line that shows a prompt being taken in.
   * @returns the sequence of the line that did so before; null when this is the first, or the prompt none of ours
   */
  takenIn(sessionId: string, uuid: string, seq: number): number | null {
    const row = this.#db.get<{ taken_in: number | null }>(
      `SELECT taken_in FROM inputs WHERE session_id = ? AND uuid = ? AND kind = 'prompt'`,
      sessionId,
      uuid,
    );
    if (row === undefined) return null;
    this.#db.run('UPDATE inputs SET taken_in = ? WHERE session_id = ? AND uuid = ?', seq, sessionId, uuid);
    return row.taken_in;
  }

  /** Gives the prompts no agent has taken in to the next one, in their order; the rest dies with the last. */
  moveToGeneration(sessionId: string, generation: number, at: number): void {
    const left = this.unsettled(sessionId).filter((input) => input.generation !== generation);
    let position = this.ofGeneration(sessionId, generation).length;
    for (const { uuid, kind } of left) {
      if (kind !== 'prompt') {
        this.drop(sessionId, uuid, at);
        continue;
      }
      position += 1;
      this.#db.run(
        `UPDATE inputs SET state = 'pending', generation = ?, position = ? WHERE session_id = ? AND uuid = ?`,
        generation,
        position,
        sessionId,
        uuid,
      );
    }
  }
}

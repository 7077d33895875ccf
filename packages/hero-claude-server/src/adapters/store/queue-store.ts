import type { Database } from './database.ts';

export interface StoredPrompt {
  uuid: string;
  prompt: string;
  command: boolean;
  queuedBy: string | null;
  queuedAt: number;
}

type PromptRow = Omit<StoredPrompt, 'command'> & { command: number };

/** What is on record as said is no longer queued, wherever a crash may have left its row. */
const waiting = `session_id = ?1 AND NOT EXISTS (
  SELECT 1 FROM inputs i WHERE i.session_id = queued_prompts.session_id AND i.uuid = queued_prompts.uuid)`;
const columns = 'uuid, prompt, command, queued_by AS queuedBy, queued_at AS queuedAt';

/** The prompts that wait for their sessions' agents, in the order in which they will be sent. */
export class QueueStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(sessionId: string): StoredPrompt[] {
    return this.#db
      .all<PromptRow>(
        `SELECT ${columns} FROM queued_prompts WHERE ${waiting} ORDER BY position, queued_at`,
        sessionId,
      )
      .map(fromRow);
  }

  next(sessionId: string): StoredPrompt | undefined {
    const row = this.#db.get<PromptRow>(
      `SELECT ${columns} FROM queued_prompts WHERE ${waiting} ORDER BY position, queued_at LIMIT 1`,
      sessionId,
    );
    return row && fromRow(row);
  }

  add(sessionId: string, { uuid, prompt, command, queuedBy, queuedAt }: StoredPrompt): void {
    this.#db.run(
      `INSERT INTO queued_prompts (session_id, uuid, position, prompt, command, queued_by, queued_at)
       SELECT ?1, ?2, 1 + coalesce(max(position), 0), ?3, ?4, ?5, ?6 FROM queued_prompts WHERE session_id = ?1
       ON CONFLICT DO NOTHING`,
      sessionId,
      uuid,
      prompt,
      command,
      queuedBy,
      queuedAt,
    );
  }

  edit(sessionId: string, uuid: string, prompt: string): void {
    this.#db.run(
      'UPDATE queued_prompts SET prompt = ? WHERE session_id = ? AND uuid = ?',
      prompt,
      sessionId,
      uuid,
    );
  }

  remove(sessionId: string, uuid: string): void {
    this.#db.run('DELETE FROM queued_prompts WHERE session_id = ? AND uuid = ?', sessionId, uuid);
  }

  /** Part of the caller's transaction. */
  reorder(sessionId: string, uuids: readonly string[]): void {
    uuids.forEach((uuid, index) => {
      this.#db.run(
        'UPDATE queued_prompts SET position = ? WHERE session_id = ? AND uuid = ?',
        index + 1,
        sessionId,
        uuid,
      );
    });
  }
}

function fromRow(row: PromptRow): StoredPrompt {
  return { ...row, command: row.command === 1 };
}

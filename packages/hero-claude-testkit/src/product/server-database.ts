import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { TempHome } from '../home/temp-home.ts';

const patienceMs = 10_000;

/** The server's database: what a test looks up when no method tells it, and what a restart of the machine changes. */
export class ServerDatabase implements Disposable {
  readonly #database: InstanceType<typeof DatabaseSync>;

  private constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: patienceMs });
  }

  static open(home: TempHome): ServerDatabase {
    return new ServerDatabase(join(home.dir, 'hero', 'var', 'hero_claude', 'db.sqlite'));
  }

  /** How far a session's `out` was read, and what its agent's lines say of it. */
  journal(sessionId: string): unknown {
    const columns = 'out_offset, out_punched, next_seq, generation, boot_id, facts';
    return this.#database.prepare(`SELECT ${columns} FROM journals WHERE session_id = ?`).get(sessionId);
  }

  /** How many bytes of a session's `out` were read. */
  readUpTo(sessionId: string): number {
    const row = this.#database.prepare('SELECT out_offset FROM journals WHERE session_id = ?').get(sessionId);
    return (row as { out_offset: number } | undefined)?.out_offset ?? 0;
  }

  /** What was said to the agent of a session, newest last. */
  inputs(sessionId: string): unknown[] {
    const columns = 'n, uuid, kind, state, generation, position, created_at, settled_at';
    return this.#database
      .prepare(`SELECT ${columns} FROM inputs WHERE session_id = ? ORDER BY n`)
      .all(sessionId);
  }

  /** From now on everything was written before the machine was started anew. The server must not run. */
  rebootMachine(): void {
    this.#database.exec(`UPDATE journals SET boot_id = 'the boot before' WHERE boot_id IS NOT NULL`);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

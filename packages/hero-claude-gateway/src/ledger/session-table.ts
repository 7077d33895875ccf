import { z } from 'zod';
import { EgressSpec } from '../egress/egress-spec.ts';
import type { Database } from './database.ts';

/** What the gateway must know to serve a session, also after its own restart. */
export interface OpenSession {
  sessionId: string;
  tokenSha256: string;
  runDir: string;
  uid: number;
  gid: number;
  egress: EgressSpec;
  openedAt: string;
}

const Row = z.object({
  session_id: z.string(),
  token_sha256: z.string(),
  run_dir: z.string(),
  uid: z.number(),
  gid: z.number(),
  egress: z.string(),
  opened_at: z.string(),
});

export class SessionTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Remembers a session as open; one that is already known takes the new values. */
  put(session: OpenSession): void {
    this.#db.run(
      `INSERT INTO sessions (session_id, token_sha256, run_dir, uid, gid, egress, opened_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session_id) DO UPDATE SET token_sha256 = excluded.token_sha256, run_dir = excluded.run_dir,
         uid = excluded.uid, gid = excluded.gid, egress = excluded.egress, closed_at = NULL`,
      session.sessionId,
      session.tokenSha256,
      session.runDir,
      session.uid,
      session.gid,
      JSON.stringify(session.egress),
      session.openedAt,
    );
  }

  /** The token's hash goes, so that nothing can ever match it again; the usage stays. */
  close(sessionId: string, at: string): void {
    this.#db.run(
      "UPDATE sessions SET closed_at = ?, token_sha256 = '' WHERE session_id = ? AND closed_at IS NULL",
      at,
      sessionId,
    );
  }

  listOpen(): OpenSession[] {
    const rows = this.#db.all('SELECT * FROM sessions WHERE closed_at IS NULL ORDER BY opened_at');
    return rows.map((row) => fromRow(Row.parse(row)));
  }

  /** Whether the session was ever open. */
  has(sessionId: string): boolean {
    return this.#db.all('SELECT 1 FROM sessions WHERE session_id = ?', sessionId).length > 0;
  }
}

function fromRow(row: z.infer<typeof Row>): OpenSession {
  return {
    sessionId: row.session_id,
    tokenSha256: row.token_sha256,
    runDir: row.run_dir,
    uid: row.uid,
    gid: row.gid,
    egress: EgressSpec.parse(JSON.parse(row.egress)),
    openedAt: row.opened_at,
  };
}

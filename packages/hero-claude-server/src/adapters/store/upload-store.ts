import type { Attachment } from '../../domain/conversation/upload.ts';
import type { Database } from './database.ts';

const columns = 'upload_id, name, size, media_type, sha256';

/** What was uploaded, and what of it goes with which prompt. */
export class UploadStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(uploadId: string): Attachment | undefined {
    return this.#db.get<Attachment>(`SELECT ${columns} FROM uploads WHERE upload_id = ?`, uploadId);
  }

  add(upload: Attachment, by: string | null, at: number): void {
    this.#db.run(
      `INSERT INTO uploads (${columns}, uploaded_at, uploaded_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      upload.upload_id,
      upload.name,
      upload.size,
      upload.media_type,
      upload.sha256,
      at,
      by,
    );
  }

  held(): { uploads: number; bytes: number } {
    const sums = 'SELECT count(*) AS uploads, coalesce(sum(size), 0) AS bytes FROM uploads';
    return this.#db.get<{ uploads: number; bytes: number }>(sums) ?? { uploads: 0, bytes: 0 };
  }

  /** @returns the ids of those that came before `at`, which are forgotten now */
  forgetBefore(at: number): string[] {
    return this.#db
      .all<{ upload_id: string }>('DELETE FROM uploads WHERE uploaded_at < ? RETURNING upload_id', at)
      .map(({ upload_id }) => upload_id);
  }

  ids(): Set<string> {
    const rows = this.#db.all<{ upload_id: string }>('SELECT upload_id FROM uploads');
    return new Set(rows.map(({ upload_id }) => upload_id));
  }

  /** Replaces what goes with a prompt. */
  attach(sessionId: string, promptUuid: string, attachments: readonly Attachment[]): void {
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM attachments WHERE session_id = ? AND prompt_uuid = ?', sessionId, promptUuid);
      attachments.forEach((attachment, position) => {
        this.#db.run(
          `INSERT INTO attachments (session_id, prompt_uuid, position, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          sessionId,
          promptUuid,
          position,
          attachment.upload_id,
          attachment.name,
          attachment.size,
          attachment.media_type,
          attachment.sha256,
        );
      });
    });
  }

  attached(sessionId: string, promptUuid: string): Attachment[] {
    return this.#db.all<Attachment>(
      `SELECT ${columns} FROM attachments WHERE session_id = ? AND prompt_uuid = ? ORDER BY position`,
      sessionId,
      promptUuid,
    );
  }
}

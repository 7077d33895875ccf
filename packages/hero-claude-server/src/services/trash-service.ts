import type { Call } from 'hero-rpc';
import { diskUse } from '../adapters/disk-use.ts';
import { removeTree } from '../adapters/file-tree.ts';
import type { Database } from '../adapters/store/database.ts';
import { JournalStore } from '../adapters/store/journal-store.ts';
import type { SessionRecord } from '../adapters/store/session-record.ts';
import { sessionNotFound } from '../domain/session-errors.ts';
import { trashFolder } from '../domain/session-folder.ts';
import type { KeyedLock } from '../lib/keyed-lock.ts';
import type { OperationLog } from './operation-log.ts';
import type { Trashed } from './server-context.ts';
import type { SessionRecords } from './session/session-records.ts';
import { viewOf } from './session-view.ts';

const dayMs = 86_400_000;
const sweepEveryMs = 3_600_000;

export interface TrashParts {
  db: Database;
  records: SessionRecords;
  operations: OperationLog;
  lock: KeyedLock;
  buildDir: string;
  keepDays: number;
  stopping: AbortSignal;
}

/** Destroyed sessions: kept for a while, then deleted in the background. */
export class TrashService {
  readonly #parts: TrashParts;
  readonly #journals: JournalStore;

  constructor(parts: TrashParts) {
    this.#parts = parts;
    this.#journals = new JournalStore(parts.db);
  }

  async list(): Promise<Trashed[]> {
    const { buildDir } = this.#parts;
    return Promise.all(
      this.#destroyed().map(async (record) => ({
        session: viewOf(record, null),
        bytes: await diskUse(trashFolder(buildDir, record.sessionId).root),
        restorable_until: this.restorableUntil(record.destroyedAt ?? record.updatedAt),
      })),
    );
  }

  restorableUntil(destroyedAt: string): string {
    return new Date(Date.parse(destroyedAt) + this.#parts.keepDays * dayMs).toISOString();
  }

  /** Says at once which sessions go; their files are deleted afterwards. */
  async empty(sessionIds: string[] | undefined, call: Call): Promise<{ emptied: string[] }> {
    const destroyed = this.#destroyed();
    const unknown = sessionIds?.find((id) => !destroyed.some(({ sessionId }) => sessionId === id));
    if (unknown !== undefined) throw sessionNotFound({ session_id: unknown });
    const chosen = destroyed.filter(({ sessionId }) => sessionIds?.includes(sessionId) ?? true);
    this.#deleteSoon(chosen, call.user);
    return { emptied: chosen.map(({ sessionId }) => sessionId) };
  }

  /** Looks for what has been kept long enough, now and every hour. */
  sweep(): Disposable {
    const look = () => {
      const due = this.#destroyed().filter(
        (record) => Date.parse(this.restorableUntil(record.destroyedAt ?? record.updatedAt)) <= Date.now(),
      );
      this.#deleteSoon(due, undefined);
    };
    look();
    const timer = setInterval(look, sweepEveryMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  #destroyed(): SessionRecord[] {
    return this.#parts.records.list({ status: 'destroyed' });
  }

  #deleteSoon(records: SessionRecord[], user: string | undefined): void {
    for (const { sessionId } of records) {
      this.#parts.lock
        .queue('trash', () => this.#delete(sessionId, user))
        .catch((error: unknown) => this.#report(sessionId, user, (error as Error).message, 'error'));
    }
  }

  /** The files first: a row without files is seen and swept again, files without a row would stay for ever. */
  async #delete(sessionId: string, user: string | undefined): Promise<void> {
    const { records, db, buildDir, lock, stopping } = this.#parts;
    if (stopping.aborted || records.find(sessionId)?.status !== 'destroyed') return;
    using held = lock.tryHold(sessionId, 'trash.empty');
    if (held === undefined) return;
    await removeTree(trashFolder(buildDir, sessionId).root);
    db.transaction(() => {
      this.#journals.removeSession(sessionId);
      records.delete(sessionId);
    });
    this.#report(sessionId, user, 'deleted for good');
  }

  #report(
    sessionId: string,
    user: string | undefined,
    message: string,
    level: 'info' | 'error' = 'info',
  ): void {
    this.#parts.operations.record({ operation: 'trash.empty', session_id: sessionId, message, user, level });
  }
}

import type { Call } from 'hero-rpc';
import PQueue from 'p-queue';
import { diskUse } from '../adapters/disk-use.ts';
import type { Database } from '../adapters/store/database.ts';
import { JournalStore } from '../adapters/store/journal-store.ts';
import type { SessionRecord } from '../adapters/store/session-record.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { trashFolder } from '../domain/session/session-folder.ts';
import type { KeyedLock } from '../lib/keyed-lock.ts';
import type { OperationLog } from './operation-log.ts';
import type { Trashed } from './server-context.ts';
import { discardFolder, removeDiscarded } from './session/folder.ts';
import type { SessionRecords } from './session/session-records.ts';
import { viewOf } from './session-view.ts';

const dayMs = 86_400_000;
const sweepEveryMs = 600_000;

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
  readonly #measuring = new PQueue({ concurrency: 2 });
  #due: ReadonlySet<string> = new Set();
  readonly #sizes = new Map<string, { destroyedAt: string | null; bytes: number }>();

  constructor(parts: TrashParts) {
    this.#parts = parts;
    this.#journals = new JournalStore(parts.db);
  }

  async list(): Promise<Trashed[]> {
    return Promise.all(
      this.#destroyed().map(async (record) => ({
        session: viewOf(record, null),
        bytes: await this.#bytesOf(record),
        restorable_until: this.restorableUntil(record.destroyedAt ?? record.updatedAt),
      })),
    );
  }

  restorableUntil(destroyedAt: string): string {
    return new Date(Date.parse(destroyedAt) + this.#parts.keepDays * dayMs).toISOString();
  }

  /** The sessions are gone when this returns; their space is freed afterwards. */
  async empty(sessionIds: string[] | undefined, call: Call): Promise<{ emptied: string[] }> {
    const destroyed = this.#destroyed();
    const unknown = sessionIds?.find((id) => !destroyed.some(({ sessionId }) => sessionId === id));
    if (unknown !== undefined) throw sessionNotFound({ session_id: unknown });
    const chosen = destroyed.filter(({ sessionId }) => sessionIds?.includes(sessionId) ?? true);
    return { emptied: await this.#drop(chosen, call.user) };
  }

  /**
   * Looks for what has been kept long enough, and for what a crash left half deleted: now and every ten
   * minutes. A machine may start with a wrong clock, so what is due goes only when it still is the next time.
   */
  sweep(): Disposable {
    const look = () => {
      const due = this.#destroyed().filter(
        (record) => Date.parse(this.restorableUntil(record.destroyedAt ?? record.updatedAt)) <= Date.now(),
      );
      const still = due.filter(({ sessionId }) => this.#due.has(sessionId) || this.#parts.keepDays === 0);
      this.#due = new Set(due.map(({ sessionId }) => sessionId));
      this.#drop(still, undefined).catch((error: Error) =>
        this.#report(null, undefined, error.message, 'error'),
      );
    };
    look();
    const timer = setInterval(look, sweepEveryMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  #destroyed(): SessionRecord[] {
    return this.#parts.records.list({ status: 'destroyed' });
  }

  /** Two measurements at a time; what lies in the trash does not change. */
  async #bytesOf({ sessionId, destroyedAt }: SessionRecord): Promise<number | null> {
    const known = this.#sizes.get(sessionId);
    if (known !== undefined && known.destroyedAt === destroyedAt) return known.bytes;
    const { root } = trashFolder(this.#parts.buildDir, sessionId);
    const bytes = await this.#measuring.add(async () => diskUse(root, this.#parts.stopping));
    if (bytes !== null) this.#sizes.set(sessionId, { destroyedAt, bytes });
    return bytes;
  }

  async #drop(records: SessionRecord[], user: string | undefined): Promise<string[]> {
    const dropped: string[] = [];
    for (const { sessionId } of records) {
      if (await this.#forget(sessionId, user)) dropped.push(sessionId);
    }
    const { lock, buildDir } = this.#parts;
    void lock.queue('trash', async () =>
      removeDiscarded(buildDir, (sessionId, { message }) => this.#report(sessionId, user, message, 'error')),
    );
    return dropped;
  }

  /** The folder first: a row without one is dropped again, a folder without a row would stay for ever. */
  async #forget(sessionId: string, user: string | undefined): Promise<boolean> {
    const { records, db, buildDir, lock } = this.#parts;
    using held = lock.tryHold(sessionId, 'trash.empty');
    if (held === undefined || records.find(sessionId)?.status !== 'destroyed') return false;
    await discardFolder(buildDir, trashFolder(buildDir, sessionId));
    db.transaction(() => {
      this.#journals.removeSession(sessionId);
      records.delete(sessionId);
    });
    this.#sizes.delete(sessionId);
    this.#report(sessionId, user, 'deleted for good');
    return true;
  }

  #report(
    sessionId: string | null,
    user: string | undefined,
    message: string,
    level: 'info' | 'error' = 'info',
  ): void {
    this.#parts.operations.record({
      operation: 'trash.empty',
      ...(sessionId !== null && { session_id: sessionId }),
      message,
      user,
      level,
    });
  }
}

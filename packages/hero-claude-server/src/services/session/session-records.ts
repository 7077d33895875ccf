import { join } from 'node:path';
import type { Logger } from 'pino';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { SessionChange, SessionFilter, SessionStore } from '../../adapters/store/session-store.ts';
import type { EventType } from '../../domain/event-log.ts';
import { sessionNotFound } from '../../domain/session/session-errors.ts';
import { sessionFolder, trashFolder } from '../../domain/session/session-folder.ts';
import type { KeyedLock } from '../../lib/keyed-lock.ts';
import { writeFileAtomically } from '../../lib/write-file-atomically.ts';
import type { EventService } from '../event-service.ts';

/** The sessions as stored: every change reaches the database first, then watchers, then `session.json`. */
export class SessionRecords {
  readonly #store: SessionStore;
  readonly #events: EventService;
  readonly #buildDir: string;
  readonly #lock: KeyedLock;
  readonly #log: Logger;
  /** Sessions whose files will be written, and are not being written yet. */
  readonly #waiting = new Set<string>();

  constructor(parts: {
    store: SessionStore;
    events: EventService;
    buildDir: string;
    lock: KeyedLock;
    log: Logger;
  }) {
    this.#store = parts.store;
    this.#events = parts.events;
    this.#buildDir = parts.buildDir;
    this.#lock = parts.lock;
    this.#log = parts.log;
  }

  find(sessionId: string): SessionRecord | undefined {
    return this.#store.get(sessionId);
  }

  get(sessionId: string): SessionRecord {
    const record = this.#store.get(sessionId);
    if (record === undefined) throw sessionNotFound({ session_id: sessionId });
    return record;
  }

  list(filter?: SessionFilter, limit?: number): SessionRecord[] {
    return this.#store.list(filter, limit);
  }

  /** The sessions that go on by themselves, the one that is due first at the front. */
  toResume(): SessionRecord[] {
    return this.#store.toResume();
  }

  countByStatus(): Readonly<Record<string, number>> {
    return this.#store.countByStatus();
  }

  /** Throws what the database says when it cannot be read or written. */
  probe(): void {
    this.#store.probe();
  }

  insert(record: SessionRecord): void {
    this.#store.insert(record);
    this.#events.poke();
  }

  change(sessionId: string, change: SessionChange): SessionRecord {
    const record = this.#store.change(sessionId, change);
    this.#events.poke();
    this.mirror(sessionId);
    return record;
  }

  /** Keeps word of something that happened to the session and changed nothing of its record. */
  tell(sessionId: string, type: EventType, data: object): void {
    this.#store.tell(sessionId, type, data);
    this.#events.poke();
  }

  putRepos(sessionId: string, repos: SessionRecord['repos']): SessionRecord {
    this.#store.putRepos(sessionId, repos);
    return this.change(sessionId, {});
  }

  delete(sessionId: string): void {
    this.#store.delete(sessionId);
    this.#events.poke();
  }

  /** Writes `state/session.json` beside the record, so that a person can read a session without the database. */
  mirror(sessionId: string): void {
    // An agent can change its state faster than files are written: who waits already writes the newest.
    if (this.#waiting.has(sessionId)) return;
    this.#waiting.add(sessionId);
    const write = async () => {
      this.#waiting.delete(sessionId);
      const record = this.#store.get(sessionId);
      if (record === undefined) return;
      const at = record.status === 'destroyed' ? trashFolder : sessionFolder;
      const { state } = at(this.#buildDir, sessionId);
      await writeFileAtomically(join(state, 'session.json'), `${JSON.stringify(record, null, 2)}\n`);
      await writeFileAtomically(join(state, 'container_id'), `${record.containerId ?? ''}\n`);
    };
    this.#lock.queue(`mirror ${sessionId}`, write).catch((error: NodeJS.ErrnoException) => {
      // The folder is gone while a session is made or destroyed; the database is the record.
      if (error.code !== 'ENOENT')
        this.#log.warn({ err: error, session_id: sessionId }, 'session.json not written');
    });
  }

  /** Waits until what was mirrored so far is on the disk. */
  async mirrored(sessionId: string): Promise<void> {
    await this.#lock.queue(`mirror ${sessionId}`, async () => undefined);
  }
}

import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import { diskUse, fileCount } from '../../../adapters/disk-use.ts';
import type { Engine } from '../../../adapters/docker/engine.ts';
import type { Database } from '../../../adapters/store/database.ts';
import { JournalStore } from '../../../adapters/store/journal-store.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import type { Config } from '../../../config.ts';
import { sessionDiskLimit } from '../../../domain/session/session-errors.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import type { KeyedLock } from '../../../lib/keyed-lock.ts';
import type { OperationLog } from '../../operation-log.ts';
import type { SessionRecords } from '../session-records.ts';
import { RegularLook } from './regular-look.ts';

const gib = 2 ** 30;
const everyMs = 5_000;
/** Without this much gone from the disk nobody can have grown by more, and nothing is measured. */
const noticeBytes = 64 * 2 ** 20;
const noticeFiles = 10_000;
const filesPerGib = 100_000;

export interface DiskWatchParts {
  config: Pick<Config, 'buildDir' | 'diskGb'>;
  db: Database;
  engine: Pick<Engine, 'list' | 'pause' | 'unpause'>;
  records: SessionRecords;
  operations: OperationLog;
  lock: KeyedLock;
  stopping: AbortSignal;
  log: Logger;
}

export interface Overdrawn {
  /** Folders and lines together. */
  usedBytes: number;
  lineBytes: number;
  files: number;
}

/**
 * What a session has on the disk when that is more than it may have; undefined otherwise, or when it cannot be told.
 * Its lines in the database count, or a session could fill the disk by writing them.
 */
export async function overdrawn(
  { config: { buildDir, diskGb }, db, stopping }: Pick<DiskWatchParts, 'config' | 'db' | 'stopping'>,
  sessionId: string,
): Promise<Overdrawn | undefined> {
  const { root } = sessionFolder(buildDir, sessionId);
  const lineBytes = new JournalStore(db).keptBytes(sessionId);
  const usedBytes = lineBytes + ((await diskUse(root, stopping)) ?? 0);
  const files = (await fileCount(root, stopping)) ?? 0;
  return usedBytes > diskGb * gib || files > diskGb * filesPerGib
    ? { usedBytes, lineBytes, files }
    : undefined;
}

/** The error that names the limit. */
export function diskLimitError(
  sessionId: string,
  diskGb: number,
  { usedBytes, lineBytes, files }: Overdrawn,
) {
  return sessionDiskLimit({
    session_id: sessionId,
    used_bytes: usedBytes,
    line_bytes: lineBytes,
    files,
    limit_bytes: diskGb * gib,
    limit_files: diskGb * filesPerGib,
  });
}

/**
 * Pauses the container of a session that has more on the disk than it may have, and says so. It goes on when it
 * has less again; it can be stopped, cleared out and started.
 */
export class DiskWatch implements Disposable {
  readonly #parts: DiskWatchParts;
  readonly #held = new Set<string>();
  readonly #measured = new Set<string>();
  readonly #looks: RegularLook;
  /** The database may be on another disk than the folders. */
  readonly #lines = new Map<string, number>();
  #last = { bytes: 0, files: 0 };

  constructor(parts: DiskWatchParts) {
    this.#parts = parts;
    const { stopping, log } = parts;
    const failure = 'the disk of the sessions could not be measured';
    this.#looks = new RegularLook(async () => this.#lookAround(), { everyMs, stopping, log, failure });
  }

  [Symbol.dispose](): void {
    this.#looks[Symbol.dispose]();
  }

  /** Never throws. */
  async look(): Promise<void> {
    await this.#looks.now();
  }

  async #lookAround(): Promise<void> {
    const running = this.#parts.records.list({ status: 'running' });
    if (await this.#due(running)) for (const record of running) await this.#measure(record);
  }

  async #due(running: readonly SessionRecord[]): Promise<boolean> {
    const { bavail, bsize, ffree } = await statfs(this.#parts.config.buildDir);
    const free = { bytes: bavail * bsize, files: ffree };
    const ids = running.map(({ sessionId }) => sessionId);
    const isNew = ids.some((id) => !this.#measured.has(id));
    const shrunk = this.#last.bytes - free.bytes > noticeBytes || this.#last.files - free.files > noticeFiles;
    const due = running.length > 0 && (isNew || shrunk || this.#held.size > 0 || this.#haveWritten(ids));
    // What was freed meanwhile must not hide what is taken next.
    if (due || free.bytes > this.#last.bytes) this.#last = free;
    for (const id of this.#measured) if (!ids.includes(id)) this.#measured.delete(id);
    for (const id of this.#lines.keys()) if (!ids.includes(id)) this.#lines.delete(id);
    for (const id of this.#held) if (!ids.includes(id)) this.#held.delete(id);
    return due;
  }

  #haveWritten(sessionIds: readonly string[]): boolean {
    const store = new JournalStore(this.#parts.db);
    return sessionIds.some((id) => store.keptBytes(id) - (this.#lines.get(id) ?? 0) > noticeBytes);
  }

  async #measure(record: SessionRecord): Promise<void> {
    const { lock } = this.#parts;
    const { sessionId } = record;
    const over = await overdrawn(this.#parts, sessionId);
    this.#measured.add(sessionId);
    this.#lines.set(sessionId, new JournalStore(this.#parts.db).keptBytes(sessionId));
    // Whatever step is under way knows better what the container is to do.
    if (lock.holder(sessionId) !== undefined) return;
    if (over !== undefined) await this.#hold(sessionId, over);
    else if (this.#held.delete(sessionId)) await this.#letGo(sessionId);
  }

  /** Again each time: a server that came back, or a reader that caught up, has let it go meanwhile. */
  async #hold(sessionId: string, over: Overdrawn): Promise<void> {
    const { engine, records, operations, config } = this.#parts;
    const [container] = await engine.list({ sessionId, role: 'agent' });
    if (container === undefined || records.find(sessionId)?.status !== 'running') return;
    await engine.pause(container.id);
    if (this.#held.has(sessionId)) return;
    this.#held.add(sessionId);
    const { kind, message } = diskLimitError(sessionId, config.diskGb, over);
    records.change(sessionId, { problem: { kind, message, since: new Date().toISOString() } });
    operations.record({ operation: 'session.held', session_id: sessionId, message, level: 'warn' });
  }

  async #letGo(sessionId: string): Promise<void> {
    const { engine, records, operations } = this.#parts;
    const [container] = await engine.list({ sessionId, role: 'agent' });
    if (container !== undefined) await engine.unpause(container.id);
    if (records.find(sessionId)?.problem?.kind !== sessionDiskLimit.kind) return;
    records.change(sessionId, { problem: null });
    const message = 'it has less on the disk than it may have, and goes on';
    operations.record({ operation: 'session.held', session_id: sessionId, message });
  }
}

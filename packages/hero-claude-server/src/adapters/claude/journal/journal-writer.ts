import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { inputMismatch, journalUnwritable } from '../../../domain/agent/journal-errors.ts';
import type { Database } from '../../store/database.ts';
import { InputStore, type StoredInput } from '../../store/input-store.ts';

export interface JournalWriterOptions {
  db: Database;
  sessionId: string;
  /** The session's `logs/in`. */
  path: string;
  /** Of the container's user, who must be able to read the file. */
  uid: number;
  gid: number;
  now: () => number;
}

/** The beginning of the file of a start: what was said before, and may have been taken in by an earlier process. */
export interface InputHead {
  bytes: number;
  /** The uuids of its prompts. */
  prompts: readonly string[];
}

export type NewInput = Pick<StoredInput, 'uuid' | 'kind' | 'line'>;

/**
 * Says lines to an agent: each is a row that is safe on the disk, then one append to the file the agent
 * follows. The file always holds the rows of its generation in their order, or the beginning of that; so
 * after any crash the rest can be told and is written once.
 */
export class JournalWriter implements AsyncDisposable {
  readonly #options: JournalWriterOptions;
  readonly #inputs: InputStore;
  #generation: number;
  #handle: FileHandle | null = null;
  #appendedUpTo = 0;
  #torn = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: JournalWriterOptions, generation: number) {
    this.#options = options;
    this.#inputs = new InputStore(options.db);
    this.#generation = generation;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Whether an agent reads what is said; otherwise it waits for the next start. */
  get live(): boolean {
    return this.#handle !== null;
  }

  /**
   * Keeps an input, and appends it when an agent is there to read it.
   * @returns false when an input with that uuid is on record already: nothing is said twice
   */
  async say(input: NewInput): Promise<boolean> {
    const { db, sessionId, now } = this.#options;
    const added = db.fullSync(() =>
      this.#inputs.add(sessionId, { ...input, generation: this.#generation }, now()),
    );
    if (added && this.live) await this.#exclusively(() => this.#appendNew());
    return added;
  }

  /**
   * Begins a new file for the next start of the agent: `first`, then the prompts that no agent has taken in.
   * `alongside` runs in the same transaction, before they are collected.
   */
  async beginGeneration(
    first: readonly NewInput[],
    alongside: (generation: number) => void,
  ): Promise<InputHead> {
    let head: InputHead = { bytes: 0, prompts: [] };
    await this.#exclusively(async () => {
      const { db, sessionId, now } = this.#options;
      const generation = this.#generation + 1;
      await this.#close();
      db.fullSync(() => {
        alongside(generation);
        for (const input of first) this.#inputs.add(sessionId, { ...input, generation }, now());
        this.#inputs.moveToGeneration(sessionId, generation, now());
      });
      head = headOf(this.#inputs.ofGeneration(sessionId, generation));
      this.#generation = generation;
      await this.#createFile();
      await this.#appendNew();
    });
    return head;
  }

  /** Takes up the file of an agent that already runs, and completes it. */
  resume(): Promise<void> {
    return this.#exclusively(async () => {
      await this.#close();
      await this.#openFile();
      await this.#complete();
      await this.#appendNew();
    });
  }

  /** Appends what could not be appended before. */
  flush(): Promise<void> {
    return this.#exclusively(() => this.#appendNew());
  }

  /** The agent is gone; what is said from now on waits for the next one. */
  end(): Promise<void> {
    return this.#exclusively(() => this.#close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  /** Replaces the file, so that a dying agent's reader never sees the new one. */
  async #createFile(): Promise<void> {
    const { path, uid, gid } = this.#options;
    const next = `${path}.next`;
    await this.#guard(async () => {
      await rm(next, { force: true });
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      const handle = await open(next, flags, 0o600);
      try {
        if (process.getuid?.() === 0) await handle.chown(uid, gid);
      } finally {
        await handle.close();
      }
      await rename(next, path);
    });
    await this.#openFile();
  }

  async #openFile(): Promise<void> {
    const { path } = this.#options;
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW;
    this.#handle = await this.#guard(() => open(path, flags));
    this.#appendedUpTo = 0;
    this.#torn = false;
  }

  /** Compares the file with the rows and completes a line that a crash cut in two. */
  async #complete(): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    const { db, sessionId, path } = this.#options;
    const { size } = await handle.stat();
    let offset = 0;
    this.#appendedUpTo = 0;
    for (const row of this.#inputs.ofGeneration(sessionId, this.#generation)) {
      if (offset >= size) break;
      const wanted = Buffer.from(`${row.line}\n`);
      const found = Buffer.alloc(Math.min(wanted.length, size - offset));
      await handle.read(found, 0, found.length, offset);
      if (!found.equals(wanted.subarray(0, found.length)))
        throw inputMismatch({ session_id: sessionId, path, offset });
      if (found.length < wanted.length) await this.#append(wanted.subarray(found.length));
      offset += wanted.length;
      this.#appendedUpTo = row.position;
    }
    if (offset < size) throw inputMismatch({ session_id: sessionId, path, offset });
    this.#torn = false;
    db.transaction(() => this.#inputs.markAppended(sessionId, this.#generation, this.#appendedUpTo));
  }

  async #appendNew(): Promise<void> {
    if (!this.#handle) return;
    if (this.#torn) await this.#complete();
    const { db, sessionId } = this.#options;
    const rows = this.#inputs.ofGeneration(sessionId, this.#generation, this.#appendedUpTo);
    for (const row of rows) {
      await this.#append(Buffer.from(`${row.line}\n`));
      this.#appendedUpTo = row.position;
    }
    if (rows.length > 0)
      db.transaction(() => this.#inputs.markAppended(sessionId, this.#generation, this.#appendedUpTo));
  }

  async #append(bytes: Buffer): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    this.#torn = true;
    await this.#guard(async () => {
      await handle.appendFile(bytes);
      await handle.datasync();
    });
    this.#torn = false;
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw journalUnwritable(
        { path: this.#options.path, reason: (error as Error).message },
        { cause: error },
      );
    }
  }

  #exclusively(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }
}

function headOf(rows: readonly StoredInput[]): InputHead {
  return {
    bytes: rows.reduce((bytes, { line }) => bytes + Buffer.byteLength(line) + 1, 0),
    prompts: rows.flatMap(({ kind, uuid }) => (kind === 'prompt' ? uuid : [])),
  };
}

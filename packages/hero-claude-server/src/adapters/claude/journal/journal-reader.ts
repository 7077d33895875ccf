import type { FSWatcher } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { RateWindow } from '../../../lib/rate-window.ts';
import { JournalFile } from './journal-file.ts';
import { type JournalLine, LineSplitter } from './line-splitter.ts';

/** Where reading goes on. */
export interface ReadPosition {
  offset: number;
  punched: number;
  /** `offset` lies within a line that is too long to keep and began here. */
  longStart: number | null;
}

export interface ReadBatch {
  lines: JournalLine[];
  /** The beginning of a line too long to keep whose end has not been seen; handed over once. */
  longLine: JournalLine | null;
  position: ReadPosition;
}

/** What happened to the file that the agent cannot have done by writing lines. */
export type Tampering =
  | { kind: 'hole'; from: number; to: number }
  | { kind: 'shrunk'; from: number; to: number };

export interface JournalSink {
  /** Where the last committed batch ended. */
  position(): ReadPosition;
  /** Keeps the lines and the position together, or throws and keeps neither. */
  commit(batch: ReadBatch): void;
  /** Something odd was skipped; the batches after it go on behind it. */
  tampered(what: Tampering): void;
  /** The unread part grew beyond the limit (true), or is read again (false). */
  backlog(tooLong: boolean): void;
  /** Reading or committing fails (an error) or works again (null). */
  trouble(error: unknown): void;
}

export interface JournalReaderLimits {
  maxLineBytes: number;
  /** A file that takes more disk space than this is freed of what was read, but for its last part. */
  punchAtBytes: number;
  keepBytes: number;
  maxBacklogBytes: number;
}

export const defaultReaderLimits: JournalReaderLimits = {
  maxLineBytes: 10 * 1024 * 1024,
  punchAtBytes: 256 * 1024 * 1024,
  keepBytes: 64 * 1024 * 1024,
  maxBacklogBytes: 64 * 1024 * 1024,
};

/**
 * What is committed at once, at most. A commit blocks everything else for as long as it takes, which depends on what
 * the lines say and on the machine: one that takes longer than it should makes the next ones smaller.
 */
const batchBytes = 256 * 1024;
const leastBatchBytes = 8 * 1024;
const commitMs = 5;
/** Lines that come together while reading rests are committed together; the more there is to do, the longer it rests. */
const rest = { leastMs: 4, mostMs: 20, timesWork: 3 };
const pollMs = 500;
const retryMs = 1000;
const reportsPerMinute = 10;
const blockBytes = 4096;
const zeros = Buffer.alloc(batchBytes);

/**
 * Follows the output journal of an agent: wakes on changes (and looks now and then by itself), reads from
 * the committed position, and hands over whole lines in batches. What is not committed is read again, so no
 * line is lost or doubled whenever this process dies.
 */
export class JournalReader implements AsyncDisposable {
  readonly #file: JournalFile;
  readonly #sink: JournalSink;
  readonly #limits: JournalReaderLimits;
  readonly #log: Logger;
  readonly #watcher: FSWatcher | null;
  readonly #stop = new AbortController();
  readonly #reports = new RateWindow(reportsPerMinute, 60_000, Date.now);
  #splitter: LineSplitter;
  #punched = 0;
  /** Where the long line begins that the sink already has. */
  #knownLong: number | null = null;
  #batchBytes = 4 * leastBatchBytes;
  #cannotPunch = false;
  #overdue = false;
  #troubled = false;
  #wake: () => void = () => {};
  #dirty = true;
  #reading: Promise<void> = Promise.resolve();
  readonly #loop: Promise<void>;

  private constructor(file: JournalFile, sink: JournalSink, limits: JournalReaderLimits, log: Logger) {
    this.#file = file;
    this.#sink = sink;
    this.#limits = limits;
    this.#log = log;
    this.#splitter = this.#fromCommitted();
    this.#watcher = file.watch(() => this.#changed());
    this.#loop = this.#follow();
  }

  /** Opens the file at `path`, which must exist and not be a link, and begins to read. */
  static async open(
    path: string,
    sink: JournalSink,
    log: Logger,
    limits: JournalReaderLimits = defaultReaderLimits,
  ): Promise<JournalReader> {
    return new JournalReader(await JournalFile.open(path), sink, limits, log);
  }

  /** Resolves when everything that is in the file now has been committed. */
  drain(): Promise<void> {
    return this.#exclusively(() => this.#readToEnd());
  }

  /** Ends a half-written last line, here and in the file. Only when nobody writes to it any more. */
  closeTornLine(): Promise<void> {
    return this.#exclusively(async () => {
      await this.#readToEnd();
      const torn = this.#splitter.closeTorn();
      if (torn) this.#commit([torn]);
      const { size } = await this.#file.extent();
      if (size === 0 || (await this.#file.read(size - 1, 1))[0] === 0x0a) return;
      await this.#file.append(Buffer.from('\n'));
      await this.#readToEnd();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#changed();
    this.#watcher?.close();
    await this.#loop;
    await this.#reading;
    await this.#file[Symbol.asyncDispose]();
  }

  #changed(): void {
    this.#dirty = true;
    this.#wake();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (!this.#dirty) await this.#nextChange();
      this.#dirty = false;
      if (signal.aborted) return;
      const began = performance.now();
      try {
        await this.drain();
        this.#report(null);
      } catch (error) {
        this.#report(error);
        this.#dirty = true;
        await delay(retryMs, undefined, { signal }).catch(() => {});
      }
      const restMs = (performance.now() - began) * rest.timesWork;
      await delay(Math.min(Math.max(restMs, rest.leastMs), rest.mostMs), undefined, { signal }).catch(
        () => {},
      );
    }
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #report(error: unknown): void {
    if (error !== null && !this.#troubled) this.#log.error({ err: error }, 'cannot read an agent journal');
    if ((error !== null) !== this.#troubled) this.#sink.trouble(error);
    this.#troubled = error !== null;
  }

  #exclusively(work: () => Promise<void>): Promise<void> {
    const done = this.#reading.then(work).catch((error: unknown) => {
      this.#splitter = this.#fromCommitted();
      throw error;
    });
    this.#reading = done.catch(() => {});
    return done;
  }

  #fromCommitted(): LineSplitter {
    const { offset, punched, longStart } = this.#sink.position();
    const { maxLineBytes } = this.#limits;
    this.#punched = punched;
    this.#knownLong = longStart;
    if (longStart === null) return new LineSplitter(offset, maxLineBytes);
    // Read again from its beginning a long line has its hash; without its beginning only its length.
    if (punched <= longStart) return new LineSplitter(longStart, maxLineBytes);
    return LineSplitter.withinLongLine(longStart, offset, maxLineBytes);
  }

  async #readToEnd(): Promise<void> {
    let lines: JournalLine[] = [];
    let bytes = 0;
    while (!this.#stop.signal.aborted) {
      const { size, allocated } = await this.#file.extent();
      if (size < this.#splitter.position) lines.push(...this.#skip({ kind: 'shrunk', to: size }));
      const unread = size - this.#splitter.position;
      this.#watchBacklog(Math.min(unread, allocated));
      if (unread === 0 || bytes >= this.#batchBytes) {
        this.#commitTimed(lines, bytes);
        lines = [];
        bytes = 0;
        if (allocated > this.#limits.punchAtBytes) await this.#giveBack();
        if (unread === 0) return;
      }
      const chunk = await this.#file.read(this.#splitter.position, this.#batchBytes);
      lines.push(...(await this.#takeIn(chunk)));
      bytes += chunk.length;
    }
  }

  async #takeIn(chunk: Buffer): Promise<JournalLine[]> {
    if (!chunk.equals(zeros.subarray(0, chunk.length))) return this.#splitter.push(chunk);
    const data = await this.#file.nextData(this.#splitter.position);
    return data > this.#splitter.position
      ? this.#skip({ kind: 'hole', to: data })
      : this.#splitter.push(chunk);
  }

  #skip(what: Pick<Tampering, 'kind' | 'to'>): JournalLine[] {
    const from = this.#splitter.position;
    const torn = this.#splitter.closeTorn(what.to);
    // Who can make one hole can make a million: they are all skipped, and enough of them said.
    if (this.#reports.take()) {
      this.#log.warn({ ...what, from }, 'an agent journal was tampered with');
      this.#sink.tampered({ ...what, from });
    }
    return torn ? [torn] : [];
  }

  #commitTimed(lines: JournalLine[], bytes: number): void {
    const began = performance.now();
    this.#commit(lines);
    const share = commitMs / (performance.now() - began);
    // Small ones say little about large ones.
    if (share < 1) this.#batchBytes = Math.max(leastBatchBytes, Math.round(bytes * share));
    else if (bytes >= this.#batchBytes)
      this.#batchBytes = Math.min(batchBytes, Math.round(this.#batchBytes * Math.min(2, share)));
  }

  #commit(lines: JournalLine[]): void {
    const splitter = this.#splitter;
    const known = splitter.lineStart === this.#knownLong;
    const long = splitter.inLongLine || known;
    const position: ReadPosition = {
      offset: long ? splitter.position : splitter.lineStart,
      punched: this.#punched,
      longStart: long ? splitter.lineStart : null,
    };
    if (lines.length === 0 && isDeepStrictEqual(position, this.#sink.position())) return;
    this.#sink.commit({ lines, longLine: long && !known ? splitter.longLine() : null, position });
    this.#knownLong = position.longStart;
  }

  #watchBacklog(unread: number): void {
    const tooLong = unread > this.#limits.maxBacklogBytes / (this.#overdue ? 2 : 1);
    if (tooLong === this.#overdue) return;
    this.#overdue = tooLong;
    this.#sink.backlog(tooLong);
  }

  async #giveBack(): Promise<void> {
    const { offset } = this.#sink.position();
    const upTo = Math.floor((offset - this.#limits.keepBytes) / blockBytes) * blockBytes;
    if (upTo <= this.#punched || this.#cannotPunch) return;
    if (await this.#file.punchHole(this.#punched, upTo)) {
      this.#punched = upTo;
      this.#commit([]);
    } else {
      this.#cannotPunch = true;
      this.#log.warn({ from: this.#punched, to: upTo }, 'cannot free the read part of an agent journal');
    }
  }
}

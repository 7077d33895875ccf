import { readFile } from 'node:fs/promises';

const lookEveryMs = 250;

/** Says every quarter of a second how many bytes a process has read, where the system counts them (Linux does). */
export class ReadingWatch implements Disposable {
  readonly #onBytes: (bytes: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(onBytes: (bytes: number) => void) {
    this.#onBytes = onBytes;
  }

  /** Until disposed, or until the process ends. */
  start(pid: number): void {
    this.#timer = setInterval(() => void this.#look(pid), lookEveryMs);
  }

  async #look(pid: number): Promise<void> {
    try {
      const counts = await readFile(`/proc/${pid}/io`, 'latin1');
      const [, bytes] = /^rchar: (\d+)$/m.exec(counts) ?? [];
      if (bytes !== undefined && !this.#disposed) this.#onBytes(Number(bytes));
    } catch {
      // It has ended, or nobody counts: who waits for it learns of its end.
      clearInterval(this.#timer);
    }
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearInterval(this.#timer);
  }
}

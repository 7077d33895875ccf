import type { Logger } from 'pino';

export interface RegularLookOptions {
  everyMs: number;
  /** Nothing is looked at any more once it is aborted. */
  stopping: AbortSignal;
  log: Logger;
  /** What is logged when a look fails; the next one may do better. */
  failure: string;
}

/** Looks again and again, one look at a time. */
export class RegularLook implements Disposable {
  readonly #look: () => Promise<void>;
  readonly #options: RegularLookOptions;
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  constructor(look: () => Promise<void>, options: RegularLookOptions) {
    this.#look = look;
    this.#options = options;
    this.#timer = setInterval(() => void this.now(), options.everyMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Does nothing while a look is under way. Never throws. */
  async now(): Promise<void> {
    const { stopping, log, failure } = this.#options;
    if (this.#looking || stopping.aborted) return;
    this.#looking = true;
    try {
      await this.#look();
    } catch (error) {
      if (!stopping.aborted) log.warn({ err: error }, failure);
    } finally {
      this.#looking = false;
    }
  }
}

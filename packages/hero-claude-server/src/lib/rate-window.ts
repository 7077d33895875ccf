/** Allows so many events within any stretch of time. */
export class RateWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  #taken: number[] = [];

  constructor(limit: number, windowMs: number, now: () => number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** @returns false when there were too many already; nothing is counted then */
  take(): boolean {
    const now = this.#now();
    this.#taken = this.#taken.filter((at) => at > now - this.#windowMs);
    if (this.#taken.length >= this.#limit) return false;
    this.#taken.push(now);
    return true;
  }
}

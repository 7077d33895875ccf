/** More than a busy event loop and a clock that is kept right by the network come to. */
const toleranceMs = 2_000;

/**
 * Notices that the clock was set, or that the machine slept: either makes a silence look longer or shorter than
 * anybody waited. The one clock tells the time, the other only ever goes on, and stands still in a sleep.
 */
export class ClockWatch {
  readonly #steadyMs: () => number;
  #drift: number | undefined;
  #evenSince = 0;

  constructor(steadyMs: () => number = () => performance.now()) {
    this.#steadyMs = steadyMs;
  }

  /** Since when (by the clock that tells the time) that clock has gone evenly, as far as it was looked at. */
  evenSince(now: number): number {
    const drift = now - this.#steadyMs();
    if (this.#drift !== undefined && Math.abs(drift - this.#drift) > toleranceMs) this.#evenSince = now;
    this.#drift = drift;
    return this.#evenSince;
  }
}

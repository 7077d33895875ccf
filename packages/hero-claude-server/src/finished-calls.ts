import type { CallRecord } from 'hero-rpc';

export interface CallLabels {
  method: string;
  outcome: CallRecord['outcome'];
}

interface OpenBatch {
  readonly labels: CallLabels;
  readonly seconds: number[];
}

const observedAtOnce = 500;

/**
 * Durations of calls until they are observed: many at once cost a fraction of what each would between two calls.
 * They wait as numbers alone, as an object for each would outlive several collections of garbage.
 */
export class FinishedCalls {
  readonly #observe: (labels: CallLabels, seconds: number) => void;
  readonly #batches = { ok: new Map<string, OpenBatch>(), error: new Map<string, OpenBatch>() };

  constructor(observe: (labels: CallLabels, seconds: number) => void) {
    this.#observe = observe;
  }

  /** Keeps as many lists as there are methods: the caller sees to it that names are those of methods. */
  add(method: string, outcome: CallRecord['outcome'], seconds: number): void {
    const batches = this.#batches[outcome];
    let batch = batches.get(method);
    if (batch === undefined) {
      batch = { labels: { method, outcome }, seconds: [] };
      batches.set(method, batch);
    }
    batch.seconds.push(seconds);
    if (batch.seconds.length >= observedAtOnce) this.#tell(batch);
  }

  /** Observes what waits. */
  tell(): void {
    for (const batches of Object.values(this.#batches)) {
      for (const batch of batches.values()) this.#tell(batch);
    }
  }

  #tell({ labels, seconds }: OpenBatch): void {
    for (const duration of seconds) this.#observe(labels, duration);
    seconds.length = 0;
  }
}

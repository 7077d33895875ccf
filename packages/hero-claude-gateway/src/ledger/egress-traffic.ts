import type { EgressTable, Traffic } from './egress-table.ts';

/** Bytes of connections that have closed, summed up until they are written. */
export class EgressTraffic {
  readonly #pending = new Map<string, Traffic>();

  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  add(traffic: Traffic): void {
    const { sessionId, host, port, method } = traffic;
    const key = JSON.stringify([sessionId, host, port, method]);
    const known = this.#pending.get(key);
    if (known === undefined) {
      this.#pending.set(key, { ...traffic });
      return;
    }
    known.bytesUp += traffic.bytesUp;
    known.bytesDown += traffic.bytesDown;
  }

  /** Writes what is there. It counts as written once the returned function is called, after the commit. */
  flush(table: EgressTable): () => void {
    for (const traffic of this.#pending.values()) table.addBytes(traffic);
    return () => this.#pending.clear();
  }
}

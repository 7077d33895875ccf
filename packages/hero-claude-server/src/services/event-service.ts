import type { EventStore } from '../adapters/store/event-store.ts';
import type { EventSource, EventWord, ServerEvent } from '../domain/event-log.ts';

const pageSize = 500;

/**
 * Tells every subscriber of every stored event, in order and once. Writers store first and poke afterwards, so
 * what a subscriber sees is always on the disk already.
 */
export class EventService implements EventSource {
  readonly #store: EventStore;
  readonly #listeners = new Set<(event: EventWord) => void>();
  #lastId: number;
  #scheduled = false;

  constructor(store: EventStore) {
    this.#store = store;
    this.#lastId = store.lastId();
  }

  latestId(): number {
    return this.#store.lastId();
  }

  earliestId(): number {
    return this.#store.firstId();
  }

  replay(afterId: number, sessionId: string | null, limit: number): ServerEvent[] {
    return this.#store.after(afterId, sessionId, limit);
  }

  /** Live events from now on; everything up to `latestId()` is to be had by `replay`. */
  subscribe(listener: (event: EventWord) => void): () => void {
    this.#deliver();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Says that something was stored; the fan-out happens once per turn of the event loop. */
  poke(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    if (this.#listeners.size === 0) {
      this.#lastId = this.#store.lastId();
      return;
    }
    for (;;) {
      const events = this.#store.wordsAfter(this.#lastId, pageSize);
      for (const event of events) {
        this.#lastId = event.id;
        for (const listener of this.#listeners) listener(event);
      }
      if (events.length < pageSize) return;
    }
  }
}

import type { EventStore } from '../adapters/store/event-store.ts';
import type { PartialText } from '../domain/agent/partial-text.ts';
import type { EventScope, EventSource, EventWord, ServerEvent } from '../domain/event-log.ts';
import { RecentEvents } from './recent-events.ts';

const pageSize = 500;
const everything: EventScope = { sessionId: null, types: null };

/**
 * Tells every subscriber of every stored event, in order and once. Writers store first and poke afterwards, so
 * what a subscriber sees is always on the disk already. However many subscribers keep up, an event is read once.
 */
export class EventService implements EventSource {
  readonly #store: Pick<EventStore, 'after' | 'firstId' | 'lastId'>;
  readonly #listeners = new Set<(event: EventWord) => void>();
  readonly #partialListeners = new Set<(text: PartialText) => void>();
  #recent: RecentEvents;
  #lastId: number;
  #scheduled = false;

  constructor(store: Pick<EventStore, 'after' | 'firstId' | 'lastId'>) {
    this.#store = store;
    this.#lastId = store.lastId();
    this.#recent = new RecentEvents(this.#lastId);
  }

  latestId(): number {
    return this.#store.lastId();
  }

  earliestId(): number {
    return this.#store.firstId();
  }

  replay(afterId: number, scope: EventScope, limit: number): readonly ServerEvent[] {
    const recent = this.#listeners.size > 0 ? this.#recent.page(afterId, scope, limit) : null;
    return recent ?? this.#store.after(afterId, scope, limit);
  }

  /** Live events from now on; everything up to `latestId()` is to be had by `replay`. */
  subscribe(listener: (event: EventWord) => void): () => void {
    this.#deliver();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  subscribePartial(listener: (text: PartialText) => void): () => void {
    this.#partialListeners.add(listener);
    return () => void this.#partialListeners.delete(listener);
  }

  /** Shows what is not stored. */
  show(texts: readonly PartialText[]): void {
    for (const text of texts) for (const listener of this.#partialListeners) listener(text);
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
      this.#recent = new RecentEvents(this.#lastId);
      return;
    }
    for (;;) {
      const events = this.#store.after(this.#lastId, everything, pageSize);
      for (const event of events) {
        this.#lastId = event.id;
        this.#recent.push(event);
      }
      for (const event of events) for (const listener of this.#listeners) listener(event);
      // Pages also end early where lines are long.
      if (events.length === 0) return;
    }
  }
}

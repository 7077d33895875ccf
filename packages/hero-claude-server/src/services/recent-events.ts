import { type EventScope, isInScope, type ServerEvent } from '../domain/event-log.ts';

const maxEvents = 2_000;
const maxChars = 8 * 1024 * 1024;
/** What an event without a line takes, roughly. */
const usualChars = 500;

/** The newest events in memory, so that everybody who keeps up is served by one read of the log. */
export class RecentEvents {
  #events: ServerEvent[] = [];
  #chars = 0;
  /** Everything after this id, up to the newest, is here. */
  #after: number;

  constructor(after: number) {
    this.#after = after;
  }

  push(event: ServerEvent): void {
    this.#events.push(event);
    this.#chars += sizeOf(event);
    let dropped = 0;
    while (this.#events.length - dropped > maxEvents || this.#chars > maxChars) {
      const oldest = this.#events[dropped];
      if (oldest === undefined) break;
      this.#chars -= sizeOf(oldest);
      this.#after = oldest.id;
      dropped += 1;
    }
    if (dropped > 0) this.#events.splice(0, dropped);
  }

  /** Events after an id, or null when they are not all here any more. */
  page(afterId: number, scope: EventScope, limit: number): ServerEvent[] | null {
    if (afterId < this.#after) return null;
    const page: ServerEvent[] = [];
    for (
      let index = this.#indexAfter(afterId);
      index < this.#events.length && page.length < limit;
      index += 1
    ) {
      const event = this.#events[index];
      if (event && isInScope(event, scope)) page.push(event);
    }
    return page;
  }

  /** Ids grow, so the place is found by halving. */
  #indexAfter(id: number): number {
    let [from, to] = [0, this.#events.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#events[middle]?.id ?? 0) <= id) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function sizeOf({ data }: ServerEvent): number {
  const line = typeof data === 'object' && data !== null && 'line' in data ? data.line : null;
  return usualChars + (typeof line === 'string' ? line.length : 0);
}

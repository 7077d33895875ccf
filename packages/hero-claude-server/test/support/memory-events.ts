import type { PartialText } from '../../src/domain/agent/partial-text.ts';
import {
  type EventScope,
  type EventSource,
  type EventType,
  isInScope,
  type ServerEvent,
} from '../../src/domain/event-log.ts';

/** An event log in memory. */
export class MemoryEvents implements EventSource {
  readonly kept: ServerEvent[] = [];
  readonly partial = new Set<(text: PartialText) => void>();
  readonly #listeners = new Set<(event: ServerEvent) => void>();
  #onUnsubscribe: (() => void) | undefined;

  add(sessionId: string | null, data: unknown = null, type: EventType = 'session.changed'): ServerEvent {
    const event = {
      id: this.latestId() + 1,
      session_id: sessionId,
      type,
      at: new Date(0).toISOString(),
      data,
    };
    this.kept.push(event);
    for (const listener of this.#listeners) listener(event);
    return event;
  }

  latestId(): number {
    return this.kept.at(-1)?.id ?? 0;
  }

  earliestId(): number {
    return this.kept[0]?.id ?? 0;
  }

  replay(afterId: number, scope: EventScope, limit: number): readonly ServerEvent[] {
    return this.kept.filter((event) => event.id > afterId && isInScope(event, scope)).slice(0, limit);
  }

  subscribe(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#onUnsubscribe?.();
    };
  }

  subscribePartial(listener: (text: PartialText) => void): () => void {
    this.partial.add(listener);
    return () => void this.partial.delete(listener);
  }

  /** Resolves when the next listener is gone. */
  async unsubscribed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onUnsubscribe = resolve;
    });
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

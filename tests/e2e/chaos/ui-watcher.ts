import { setTimeout as delay } from 'node:timers/promises';
import type { HeroEvent } from 'hero-claude-sdk';
import { connect } from 'hero-claude-sdk/node';

const lookMs = 100;

/**
 * Somebody whose dashboard stays open whatever is killed: through the UI's socket, going on after the last event that
 * was seen. Every line of every session has to come once and in its order.
 */
export class UiWatcher implements AsyncDisposable {
  /** What was not told as it must be. */
  readonly wrong: string[] = [];
  /** How often the stream broke. */
  breaks = 0;
  /** By session: `seq` of the last line. */
  readonly #seen = new Map<string, number>();
  readonly #leaving = new AbortController();
  readonly #watching: Promise<void>;
  #lastId = 0;

  constructor(uiSocket: string) {
    this.#watching = this.#watch(uiSocket);
  }

  /** Resolves when the session's lines were told up to `seq`; false when that takes too long. */
  async sawUpTo(sessionId: string, seq: number, timeoutMs = 30_000): Promise<boolean> {
    const giveUp = Date.now() + timeoutMs;
    while ((this.#seen.get(sessionId) ?? 0) < seq) {
      if (Date.now() > giveUp) return false;
      await delay(lookMs);
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort();
    await this.#watching;
  }

  async #watch(socketPath: string): Promise<void> {
    const { signal } = this.#leaving;
    const onReconnect = () => (this.breaks += 1);
    try {
      for await (const event of connect({ socketPath }).follow({ after: 0, signal, onReconnect }))
        this.#take(event);
    } catch (error) {
      this.wrong.push(`the stream of the dashboard ended for good: ${String(error)}`);
    }
  }

  #take({ id, type, session_id, data }: HeroEvent): void {
    if (type === 'partial') return;
    if (type === 'reset') this.wrong.push(`the stream of the dashboard began anew at event ${id}`);
    if (id <= this.#lastId) this.wrong.push(`event ${id} was told after event ${this.#lastId}`);
    this.#lastId = id;
    if (type !== 'session.message' || session_id === null) return;
    const { seq } = data as { seq: number };
    const expected = (this.#seen.get(session_id) ?? 0) + 1;
    if (seq !== expected) this.wrong.push(`${session_id}: line ${seq} was told instead of line ${expected}`);
    this.#seen.set(session_id, seq);
  }
}

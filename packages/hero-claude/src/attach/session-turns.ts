import type { Client, Turn } from 'hero-claude-sdk';
import { untilAnswered } from '../call/until-answered.ts';

/** The turns of a session as far as they have been read; the last one may change yet. */
export class SessionTurns {
  readonly #client: Client;
  readonly #sessionId: string;
  readonly #signal: AbortSignal;
  readonly #turns = new Map<number, Turn>();

  constructor(client: Client, sessionId: string, signal: AbortSignal) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#signal = signal;
  }

  get last(): Turn | undefined {
    return [...this.#turns.values()].at(-1);
  }

  /** The turn that is `back` before the last one, or the first. */
  before(back: number): Turn | undefined {
    const turns = [...this.#turns.values()];
    return turns[Math.max(0, turns.length - 1 - back)];
  }

  /** Reads what is new since the last time. */
  async read(): Promise<Turn | undefined> {
    let after = Math.max(0, (this.last?.turn ?? 0) - 1);
    for (let more = true; more; ) {
      const page = await untilAnswered(this.#signal, () =>
        this.#client.session.turns(
          { session_id: this.#sessionId, after, limit: 100 },
          { signal: this.#signal },
        ),
      );
      for (const turn of page.turns) this.#turns.set(turn.turn, turn);
      ({ next: after, more } = page);
    }
    return this.last;
  }
}

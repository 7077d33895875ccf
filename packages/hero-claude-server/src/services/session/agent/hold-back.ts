import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Engine } from '../../../adapters/docker/engine.ts';

const retryMs = 1000;

export interface HoldBackParts {
  engine: Pick<Engine, 'list' | 'pause' | 'unpause'>;
  sessionId: string;
  log: Logger;
}

/**
 * Pauses the container of an agent that writes faster than its lines can be kept. One call of the engine after
 * the other, and the last wish wins: a container that stays paused would wait for ever.
 */
export class HoldBack implements Disposable {
  readonly #parts: HoldBackParts;
  readonly #ended = new AbortController();
  #wish = false;
  #paused = false;
  #working = false;

  constructor(parts: HoldBackParts) {
    this.#parts = parts;
  }

  wish(pause: boolean): void {
    this.#wish = pause;
    if (!this.#working) void this.#work();
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }

  async #work(): Promise<void> {
    const { sessionId, log } = this.#parts;
    const { signal } = this.#ended;
    this.#working = true;
    while (this.#wish !== this.#paused && !signal.aborted) {
      const pause = this.#wish;
      try {
        await this.#apply(pause);
        this.#paused = pause;
        log.info({ session_id: sessionId, pause }, 'an agent was held back');
      } catch (error) {
        log.warn({ err: error, session_id: sessionId, pause }, 'an agent could not be held back');
        await delay(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
    this.#working = false;
  }

  async #apply(pause: boolean): Promise<void> {
    const { engine, sessionId } = this.#parts;
    const [container] = await engine.list({ sessionId, role: 'agent' });
    if (container === undefined) return;
    await (pause ? engine.pause(container.id) : engine.unpause(container.id));
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { engineFailed } from '../../../domain/container/engine-errors.ts';

/** A command that was sent into a container. */
export interface Entering {
  /** Whether it has come to run there, or will not any more. */
  hasBegun(): Promise<boolean>;
}

const patienceMs = 10_000;
const pollMs = 10;

/**
 * Keeps pauses apart from commands on their way into a container. One that the freezer catches between the two never
 * begins: the engine then waits for it for ever with the container's lock in hand, and can neither unpause, end nor
 * describe that container any more, nor remove any image.
 */
export class Entrance {
  readonly #entries = new Map<string, Set<Promise<Entering | undefined>>>();
  readonly #shut = new Map<string, Promise<unknown>>();

  /** Sends a command in, after a pause that is under way. Call `leave` when it is over. */
  async enter<Command extends Entering>(
    id: string,
    open: () => Promise<Command>,
  ): Promise<{ command: Command; leave: () => void }> {
    while (this.#shut.has(id)) await this.#shut.get(id);
    const opening = open();
    const entry = opening.catch(() => undefined);
    const entries = this.#entries.get(id) ?? new Set();
    this.#entries.set(id, entries.add(entry));
    const leave = () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#entries.get(id) === entries) this.#entries.delete(id);
    };
    try {
      return { command: await opening, leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /**
   * Pauses once every command that was sent in has begun; no other is sent in meanwhile.
   * @throws engine.failed when one of them does not begin
   */
  async pause(id: string, act: () => Promise<void>): Promise<void> {
    while (this.#shut.has(id)) await this.#shut.get(id);
    const pausing = this.#pause(id, act);
    const over = pausing.catch(() => undefined);
    this.#shut.set(id, over);
    try {
      await pausing;
    } finally {
      this.#shut.delete(id);
    }
  }

  async #pause(id: string, act: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (const entry of this.#entries.get(id) ?? []) {
      const command = await entry;
      if (command !== undefined) await untilBegun(command, deadline);
    }
    await act();
  }
}

async function untilBegun(command: Entering, deadline: number): Promise<void> {
  while (!(await command.hasBegun())) {
    if (performance.now() > deadline) {
      throw engineFailed({ operation: 'pause', status: null, reason: 'a command in it does not begin' });
    }
    await delay(pollMs);
  }
}

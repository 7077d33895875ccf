import { setTimeout as delay } from 'node:timers/promises';
import { engineTimeout, engineUnreachable } from '../../../domain/container/engine-errors.ts';
import type { EngineEvents } from '../engine/engine-events.ts';
import type { ContainerOutcome } from './container-state.ts';
import type { Containers } from './containers.ts';

/** The engine says "die" a moment before it shows the end. */
const settleMs = 50;
const settleTries = 20;

/**
 * Resolves once the container has ended, whatever happens to the engine or our connection meanwhile.
 * @throws container.not_found when it is removed; the reason of `signal`
 */
export async function waitForExit(
  { containers, events }: { containers: Containers; events: EngineEvents },
  containerId: string,
  signal?: AbortSignal,
): Promise<ContainerOutcome> {
  let wake = (): void => undefined;
  let looksLeft = 0;
  const unsubscribe = events.subscribe((event) => {
    if (event.kind === 'disconnected') return;
    if (event.kind === 'container') {
      if (event.containerId !== containerId) return;
      if (event.action === 'die' || event.action === 'destroy') looksLeft = settleTries;
    }
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const outcome = await look(containers, containerId);
      if (outcome !== undefined) return outcome;
      if (looksLeft-- > 0) await delay(settleMs);
      else await changed;
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}

async function look(containers: Containers, containerId: string): Promise<ContainerOutcome | undefined> {
  try {
    return (await containers.inspect(containerId)).outcome;
  } catch (error) {
    // The event stream says when the engine is back.
    if (engineUnreachable.is(error) || engineTimeout.is(error)) return undefined;
    throw error;
  }
}

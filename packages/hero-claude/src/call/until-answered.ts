import { setTimeout as wait } from 'node:timers/promises';
import { RpcCallError, TransportError } from 'hero-claude-sdk';

const firstWaitMs = 200;
const longestWaitMs = 3000;

/** Nobody answers just now: the server is being started again, or was killed. */
export function isAway(error: unknown): boolean {
  return error instanceof TransportError && (error.status === undefined || error.status === 503);
}

const busyMs = 15_000;

/** Another step has the session; after a restart of the server that is over in a moment. */
function isBusy(error: unknown): boolean {
  return error instanceof RpcCallError && error.is('session.busy');
}

/**
 * Calls until somebody answers, and for a while until the session is free. For calls that may be made twice:
 * those that only read, and those that carry an id of their own.
 */
export async function untilAnswered<Result>(
  signal: AbortSignal,
  call: () => Promise<Result>,
): Promise<Result> {
  const patience = performance.now() + busyMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await call();
    } catch (error) {
      const again = isAway(error) || (isBusy(error) && performance.now() < patience);
      if (signal.aborted || !again) throw error;
      await wait(waitMs, undefined, { signal });
    }
  }
}

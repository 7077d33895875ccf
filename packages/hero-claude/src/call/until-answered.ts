import { setTimeout as wait } from 'node:timers/promises';
import { TransportError } from 'hero-claude-sdk';

const firstWaitMs = 200;
const longestWaitMs = 3000;

/** Nobody answers just now: the server is being started again, or was killed. */
export function isAway(error: unknown): boolean {
  return error instanceof TransportError && (error.status === undefined || error.status === 503);
}

/**
 * Calls until somebody answers. For calls that may be made twice: those that only read, and those that
 * carry an id of their own.
 */
export async function untilAnswered<Result>(
  signal: AbortSignal,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isAway(error)) throw error;
      await wait(waitMs, undefined, { signal });
    }
  }
}

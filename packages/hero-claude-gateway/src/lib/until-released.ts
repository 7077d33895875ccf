import { setTimeout as delay } from 'node:timers/promises';
import { ListenError } from 'hero-rpc/node';

/** What calls in flight get on SIGTERM; the process must be gone after five seconds. */
export const drainMs = 3_500;
/** An ending gateway holds what the next one needs for at most so long. */
const patienceMs = drainMs + 2_500;
const pollMs = 50;
const inUseCode = 75;

/**
 * Takes what only one process may have. Who holds it and is about to end is waited for: a supervisor that starts the
 * next gateway while the last one lets its calls end would take the refusal for good.
 */
export async function untilReleased<T>(
  take: () => T | Promise<T>,
  isEnding: () => Promise<boolean>,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await take();
    } catch (error) {
      const isHeld = error instanceof ListenError && error.exitCode === inUseCode;
      if (!isHeld || performance.now() > deadline || !(await isEnding())) throw error;
    }
    await delay(pollMs);
  }
}

import type { Identity } from './auth.ts';

/** A timer for longer would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Calls `end` when what the identity was shown to be by is out of date, however far off that is.
 * @returns gives up waiting
 */
export function whenOutOfDate({ expiresAt }: Identity, end: () => void): () => void {
  if (expiresAt === undefined) return () => undefined;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const leftMs = Math.min(Math.max(expiresAt - Date.now(), 0), longestTimerMs);
    timer = setTimeout(() => (Date.now() < expiresAt ? wait() : end()), leftMs);
  };
  wait();
  return () => clearTimeout(timer);
}

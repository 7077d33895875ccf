import type { Identity } from './auth.ts';

/** Timers stand still while the machine sleeps, and do not know of a clock that is set. */
const lookAgainMs = 60_000;

/**
 * Calls `end` when what the identity was shown to be by is out of date, however far off that is.
 * @returns gives up waiting
 */
export function whenOutOfDate({ expiresAt }: Identity, end: () => void): () => void {
  if (expiresAt === undefined) return () => undefined;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const leftMs = Math.min(Math.max(expiresAt - Date.now(), 0), lookAgainMs);
    timer = setTimeout(() => (Date.now() < expiresAt ? wait() : end()), leftMs);
  };
  wait();
  return () => clearTimeout(timer);
}

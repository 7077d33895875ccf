import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a program of this folder as a process of its own. */
export function startProcess(file: string, ...args: (string | number)[]): ChildProcess {
  return fork(join(import.meta.dirname, file), args.map(String));
}

/**
 * The same in a session of its own, as the daemons have: Linux divides a busy machine's time between sessions
 * first, so a server that shares the client's would be given another part of it. Ends with its parent.
 */
export function startSession(file: string, ...args: (string | number)[]): ChildProcess {
  return fork(join(import.meta.dirname, file), args.map(String), { detached: true });
}

/** One message, or the reason why none comes. */
export async function messageOf<T>(child: ChildProcess, what: string): Promise<T> {
  const ended = new AbortController();
  const { signal } = ended;
  const failed = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${what} ended with exit code ${String(code)}`);
  });
  const message = once(child, 'message', { signal }).then(([value]) => value as T);
  try {
    return await Promise.race([message, failed]);
  } finally {
    ended.abort();
    await Promise.allSettled([message, failed]);
  }
}

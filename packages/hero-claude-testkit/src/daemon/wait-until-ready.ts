import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { udsRequest } from './uds-request.ts';

/**
 * Resolves when `GET path` on the socket answers 200. Between tries it waits for a change in the
 * socket's directory or 50 ms (a bound socket that does not answer yet changes nothing there).
 */
export async function waitUntilReady(socketPath: string, path: string, signal: AbortSignal): Promise<void> {
  let last = 'never tried';
  while (!signal.aborted) {
    try {
      const response = await udsRequest(socketPath, { path, signal });
      if (response.status === 200) return;
      last = `HTTP ${response.status} ${response.body.slice(0, 200)}`;
    } catch (error) {
      last = String(error);
    }
    await changeOrPause(dirname(socketPath), signal);
  }
  throw new Error(`${socketPath}${path} is not ready: ${last}`);
}

async function changeOrPause(dir: string, signal: AbortSignal): Promise<void> {
  let watcher: FSWatcher | undefined;
  const changed = new Promise<void>((resolve) => {
    try {
      watcher = watch(dir, () => resolve());
    } catch {
      // The directory does not exist yet; the pause alone paces the next try.
    }
  });
  try {
    await Promise.race([changed, wait(50, undefined, { signal }).catch(() => undefined)]);
  } finally {
    watcher?.close();
  }
}

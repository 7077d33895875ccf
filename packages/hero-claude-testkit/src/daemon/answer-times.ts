import { setTimeout as delay } from 'node:timers/promises';

const restMs = 20;

/** How long `ask` took, asked again and again until `work` is done, in ms, in their order. Rejects when either does. */
export async function answerTimes(ask: () => Promise<unknown>, work: Promise<unknown>): Promise<number[]> {
  const timesMs: number[] = [];
  const over = new AbortController();
  const worked = work.finally(() => over.abort());
  // Somebody waits for it from the first moment on, whatever becomes of the asking.
  worked.catch(() => undefined);
  while (!over.signal.aborted) {
    const asked = performance.now();
    await ask();
    timesMs.push(performance.now() - asked);
    await delay(restMs);
  }
  await worked;
  return timesMs;
}

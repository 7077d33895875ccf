import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Product, udsSse } from 'hero-claude-testkit';
import { z } from 'zod';

const patienceMs = 60_000;
const Event = z.looseObject({ type: z.string() });

/** Resolves when a client of the event stream has a line of the session's agent. */
export async function firstMessage(product: Product, sessionId: string): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  const events = udsSse(product.socket('server'), `/events?session=${sessionId}`, {
    lastEventId: '0',
    signal,
  });
  for await (const { event, data } of events)
    if (event !== 'partial' && Event.parse(JSON.parse(data)).type === 'session.message') return;
  throw new Error(`session ${sessionId} had no line in ${patienceMs} ms`);
}

/** Resolves when the file holds a whole line. */
export async function firstLineOf(file: string): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  await new Promise<void>((resolve, reject) => {
    const look = async (): Promise<void> => {
      if ((await readFile(file, 'utf8')).includes('\n')) finish(resolve);
    };
    const watcher = watch(file, () => void look());
    const late = (): void => finish(() => reject(new Error(`no line in ${file} after ${patienceMs} ms`)));
    const finish = (end: () => void): void => {
      watcher.close();
      signal.removeEventListener('abort', late);
      end();
    };
    signal.addEventListener('abort', late);
  });
}

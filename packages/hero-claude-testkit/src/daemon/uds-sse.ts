import { createParser } from 'eventsource-parser';
import { openUds } from './uds-request.ts';

export interface SseEvent {
  id?: string | undefined;
  event?: string | undefined;
  data: string;
}

export interface UdsSseOptions {
  /** Sent as `Last-Event-ID`: the server replays what came after. */
  lastEventId?: string;
  headers?: Record<string, string>;
  /** Ends the iteration without an error. */
  signal?: AbortSignal;
}

/** The events of a stream over a Unix socket; leaving the loop closes the connection. */
export async function* udsSse(
  socketPath: string,
  path: string,
  options: UdsSseOptions = {},
): AsyncGenerator<SseEvent, void, undefined> {
  const response = await openUds(socketPath, {
    path,
    headers: {
      accept: 'text/event-stream',
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
      ...options.headers,
    },
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`GET ${path} on ${socketPath} answered ${response.statusCode}, not a stream`);
  }
  const stop = (): void => void response.destroy();
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  const events: SseEvent[] = [];
  const parser = createParser({ onEvent: ({ id, event, data }) => events.push({ id, event, data }) });
  response.setEncoding('utf8');
  try {
    for await (const text of response as AsyncIterable<string>) {
      parser.feed(text);
      yield* events.splice(0);
    }
  } catch (error) {
    if (!options.signal?.aborted) throw error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    response.destroy();
  }
}

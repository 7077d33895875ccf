import { Readable } from 'node:stream';
import { EventSourceParserStream } from 'eventsource-parser/stream';
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
  const events = Readable.toWeb(response)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  try {
    for await (const { id, event, data } of events) yield { id, event, data };
  } catch (error) {
    if (!options.signal?.aborted) throw error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    response.destroy();
  }
}

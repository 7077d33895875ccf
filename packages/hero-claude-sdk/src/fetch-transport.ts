import { TransportError } from './errors.ts';
import type { SendOptions, StreamOptions, Transport } from './transport.ts';

export interface FetchOptions {
  /** Where the server's paths begin, for instance `document.baseURI`. */
  baseUrl: string;
  /** Bearer token, or how to get it. */
  token?: string | (() => string | undefined);
  fetch?: typeof globalThis.fetch;
}

async function refusal(response: Response): Promise<TransportError> {
  const text = await response.text().catch(() => '');
  return new TransportError(`HTTP ${response.status}: ${text.slice(0, 500) || response.statusText}`, {
    status: response.status,
    body: text,
  });
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Over HTTP with `fetch`: browsers, and servers on TCP. */
export function fetchTransport({ baseUrl, token, fetch = globalThis.fetch }: FetchOptions): Transport {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    const bearer = typeof token === 'function' ? token() : token;
    const headers = new Headers(init.headers);
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
    let response: Response;
    try {
      response = await fetch(new URL(path.replace(/^\//, ''), base), { ...init, headers });
    } catch (error) {
      throw new TransportError(`${base} does not answer: ${(error as Error).message}`, { cause: error });
    }
    if (!response.ok) throw await refusal(response);
    return response;
  };
  return {
    async post(path, body, { signal }: SendOptions = {}) {
      const headers = { 'content-type': 'application/json' };
      return (await request(path, { method: 'POST', body, headers, signal: signal ?? null })).text();
    },
    async get(path, { signal }: SendOptions = {}) {
      return (await request(path, { signal: signal ?? null })).text();
    },
    async stream(path, { signal, lastEventId }: StreamOptions = {}) {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastEventId !== undefined) headers['last-event-id'] = lastEventId;
      const { body } = await request(path, { headers, signal: signal ?? null });
      if (body === null) throw new TransportError('The event stream has no body');
      return textOf(body);
    },
  };
}

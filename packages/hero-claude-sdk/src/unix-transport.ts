import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { TransportError } from './errors.ts';
import type { StreamOptions, Transport, UploadOptions } from './transport.ts';

export interface UnixOptions {
  socketPath: string;
  /** Bearer token, needed when the server has HERO_SECRET. */
  token?: string | undefined;
  /** Who calls, for the operation log and for others who answer the same; the server believes it. */
  user?: string | undefined;
}

interface Exchange extends StreamOptions, UploadOptions {
  method: string;
  path: string;
  body?: string | AsyncIterable<Uint8Array>;
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such socket',
  ECONNREFUSED: 'nothing listens there any more',
  EACCES: 'this user may not connect',
};

function explain(socketPath: string, error: NodeJS.ErrnoException): TransportError {
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new TransportError(`The server does not answer on ${socketPath}: ${reason}`, { cause: error });
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk as string;
  return text;
}

async function* chunksOf(response: IncomingMessage, exchange: ClientRequest): AsyncGenerator<string> {
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) yield chunk as string;
  } finally {
    exchange.destroy();
  }
}

/** Streams a body; what cannot be read ends the exchange, and an answer that comes early ends the reading. */
function send(
  body: AsyncIterable<Uint8Array>,
  exchange: ClientRequest,
  onUnreadable: (error: Error) => void,
): void {
  const source = Readable.from(body, { objectMode: false });
  source.on('error', (error) => {
    onUnreadable(error);
    exchange.destroy();
  });
  exchange.on('close', () => source.destroy());
  source.pipe(exchange);
}

/** Over HTTP on a Unix socket: the shortest way on the same machine. */
export function unixTransport({ socketPath, token, user }: UnixOptions): Transport {
  const open = ({ method, path, body, signal, lastEventId, mediaType, size }: Exchange) =>
    new Promise<{ response: IncomingMessage; exchange: ClientRequest }>((resolve, reject) => {
      const headers: Record<string, string> = { host: 'localhost' };
      if (body !== undefined) headers['content-type'] = mediaType ?? 'application/json';
      if (size !== undefined) headers['content-length'] = String(size);
      if (body === undefined && lastEventId !== undefined) headers['last-event-id'] = lastEventId;
      if (user !== undefined) headers['x-hero-user'] = user;
      if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
      const exchange = request({ socketPath, method, path, headers, ...(signal && { signal }) });
      exchange.on('error', (error) => reject(explain(socketPath, error)));
      exchange.on('response', (response) => {
        if ((response.statusCode ?? 0) < 400) {
          resolve({ response, exchange });
          return;
        }
        const status = response.statusCode ?? 0;
        textOf(response).then(
          (body) => reject(new TransportError(`HTTP ${status}: ${body.slice(0, 500)}`, { status, body })),
          reject,
        );
      });
      if (body === undefined || typeof body === 'string') exchange.end(body);
      else send(body, exchange, (error) => reject(explain(socketPath, error)));
    });
  const read = async (exchange: Exchange): Promise<string> => {
    const { response } = await open(exchange);
    try {
      return await textOf(response);
    } catch (error) {
      throw explain(socketPath, error as Error);
    }
  };
  return {
    post: (path, body, options) => read({ method: 'POST', path, body, ...options }),
    upload: (path, body, options) =>
      read({ method: 'POST', path, body, mediaType: 'application/octet-stream', ...options }),
    get: (path, options) => read({ method: 'GET', path, ...options }),
    async stream(path, options) {
      const { response, exchange } = await open({ method: 'GET', path, ...options });
      return chunksOf(response, exchange);
    },
  };
}

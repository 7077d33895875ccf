import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface UdsRequestOptions {
  /** GET unless given. */
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** A string or buffer goes as it is, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

export interface UdsResponse {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
  json(): unknown;
}

/** One HTTP request over a Unix socket. Rejects with the system's error (ENOENT, ECONNREFUSED, …). */
export async function udsRequest(socketPath: string, options: UdsRequestOptions): Promise<UdsResponse> {
  const response = await openUds(socketPath, options);
  const body = await text(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body,
    json: (): unknown => JSON.parse(body),
  };
}

/** Like udsRequest, resolved at the response's head: the caller reads or destroys the body. */
export async function openUds(socketPath: string, options: UdsRequestOptions): Promise<IncomingMessage> {
  const { body, signal, path, method = 'GET' } = options;
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  return await new Promise((resolve, reject) => {
    const outgoing = request({
      socketPath,
      path,
      method,
      agent: false,
      headers: {
        host: 'localhost',
        ...(raw ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(signal ? { signal } : {}),
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end(raw ? body : JSON.stringify(body));
  });
}

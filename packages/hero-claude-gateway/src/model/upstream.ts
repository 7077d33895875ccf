import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent } from 'undici';
import { ModelRefusal } from './refusal.ts';

export interface UpstreamConfig {
  /** The model API. Its path, if any, is put before that of the call. */
  url: URL;
  /** The proxies of the host itself, as in its environment. */
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
  connectTimeoutMs: number;
  /** How long the upstream may be silent, before the first byte and between two. */
  silenceTimeoutMs: number;
}

export interface UpstreamCall {
  method: 'HEAD' | 'POST' | 'GET';
  /** Path and query. */
  target: string;
  headers: string[];
  body: Readable | null;
  signal: AbortSignal;
}

export interface UpstreamAnswer {
  status: number;
  statusText: string;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  /** As it came: not decompressed, not buffered. */
  body: Readable;
}

export interface Upstream {
  /** Rejects with a ModelRefusal when no answer could be had; asks exactly once. */
  send(call: UpstreamCall): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

export function openUpstream(config: UpstreamConfig): Upstream {
  const { origin } = config.url;
  const prefix = config.url.pathname.replace(/\/+$/, '');
  const agent = new EnvHttpProxyAgent({
    // Empty, not absent: an absent one would be taken from this process's environment.
    httpProxy: config.httpProxy ?? '',
    httpsProxy: config.httpsProxy ?? '',
    noProxy: config.noProxy ?? '',
    connect: { timeout: config.connectTimeoutMs },
    headersTimeout: config.silenceTimeoutMs,
    bodyTimeout: config.silenceTimeoutMs,
    // A body already read cannot be sent a second time, and the client has its own way of asking again.
    pipelining: 1,
  });
  return {
    async send({ method, target, headers, body, signal }) {
      try {
        const answer = await agent.request({
          origin,
          path: prefix + target,
          method,
          headers,
          body,
          signal,
          responseHeaders: 'raw',
        });
        return {
          status: answer.statusCode,
          statusText: answer.statusText,
          // With `responseHeaders: 'raw'` this is the flat list, which the type does not know.
          rawHeaders: answer.headers as unknown as string[],
          body: answer.body,
        };
      } catch (error) {
        throw asRefusal(error, origin);
      }
    },
    close: () => agent.destroy(),
  };
}

function asRefusal(error: unknown, origin: string): unknown {
  if (error instanceof ModelRefusal || !(error instanceof Error) || error.name === 'AbortError') return error;
  const code = 'code' in error ? String(error.code) : error.message;
  const timedOut = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT';
  return new ModelRefusal(
    timedOut ? 'upstream_timeout' : 'upstream_unreachable',
    `${origin} ${timedOut ? 'did not answer in time' : 'cannot be reached'} (${code})`,
    { cause: error },
  );
}

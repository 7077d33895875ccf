import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { isUpload, patientUploads } from './patient-uploads.ts';
import { isRpc, type RpcListener } from './rpc-listener.ts';

export interface HttpServerOptions {
  /** How long a request, body included, may take to arrive. */
  requestTimeoutMs?: number;
  headersTimeoutMs?: number;
}

const defaultRequestTimeoutMs = 30_000;
const defaultHeadersTimeoutMs = 10_000;
// Longer than proxies keep theirs, so that it is never us who close while they send.
const keepAliveTimeoutMs = 75_000;

type RequestListener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** An HTTP/1.1 server that is not listening yet. Slow senders are answered 408 and cut. */
export function createHttpServer(
  app: { fetch: (request: Request, env: HttpBindings) => Response | Promise<Response> },
  rpc: RpcListener,
  options: HttpServerOptions = {},
): Server {
  const { requestTimeoutMs = defaultRequestTimeoutMs, headersTimeoutMs = defaultHeadersTimeoutMs } = options;
  const server = createAdaptorServer({
    // Bindings of HTTP/2 are in the type only: this is an HTTP/1.1 server.
    fetch: async (request, env) => app.fetch(request, env as HttpBindings),
    createServer: ((serverOptions: ServerOptions, others: RequestListener) =>
      createServer(serverOptions, (incoming, outgoing) => {
        if (isUpload(incoming)) beginUpload(incoming);
        void (isRpc(incoming) ? rpc : others)(incoming, outgoing);
      })) as typeof createServer,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    },
  }) as Server;
  const beginUpload = patientUploads(server);
  return server;
}

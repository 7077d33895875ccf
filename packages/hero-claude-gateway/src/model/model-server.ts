import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { unparsedRequest } from '../lib/unparsed-request.ts';
import { type ForwardDeps, forward } from './forward.ts';
import { type ModelCall, sinceStart, startCall } from './model-call.ts';
import { ModelRefusal } from './refusal.ts';
import { discardRest } from './request-body.ts';
import { matchRoute } from './route.ts';
import { checkToken, hasAuthorization } from './session-token.ts';

export interface ModelServerDeps extends ForwardDeps {
  /** Asked for each call, so that a new token counts at once. */
  tokenSha256: () => string;
  onStart: () => void;
  /** Called once for each call, when it is over. */
  onCall: (call: ModelCall) => void;
  maxConnections: number;
  maxHeaderBytes: number;
  headersTimeoutMs: number;
  /** For the whole request; the answer may take as long as it takes. */
  requestTimeoutMs: number;
}

/** The model API as one session sees it. */
export function createModelServer(deps: ModelServerDeps): Server {
  const server = createServer(
    {
      maxHeaderSize: deps.maxHeaderBytes,
      headersTimeout: deps.headersTimeoutMs,
      requestTimeout: deps.requestTimeoutMs,
      keepAliveTimeout: 60_000,
      connectionsCheckingInterval: Math.min(5_000, deps.headersTimeoutMs),
    },
    (req, res) => void answer(req, res, deps),
  );
  server.maxConnections = deps.maxConnections;
  const turnAway = (refusal: ModelRefusal, method: string): void => {
    deps.onStart();
    deps.onCall(refused(startCall(method, '', false), refusal));
  };
  server.on('drop', () => {
    const refusal = new ModelRefusal('too_many_connections', 'too many connections');
    deps.onStart();
    deps.onCall({ ...refused(startCall('', '', false), refusal), status: null });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const kind = unparsedRequest(error, socket);
    const refusal = new ModelRefusal('malformed_request', error.message);
    if (kind !== 'gone') turnAway(refusal, '');
    if (kind === 'refuse') writeRefusal(socket, refusal);
    else socket.destroy();
  });
  server.on('connect', (req: IncomingMessage, socket: Duplex) => {
    const refusal = new ModelRefusal('path_not_allowed', 'CONNECT is not allowed on the model socket');
    turnAway(refusal, req.method ?? '');
    writeRefusal(socket, refusal);
  });
  return server;
}

async function answer(req: IncomingMessage, res: ServerResponse, deps: ModelServerDeps): Promise<void> {
  const path = (req.url ?? '').split('?')[0]?.slice(0, 200) ?? '';
  const call = startCall(req.method ?? '', path, hasAuthorization(req.headers));
  deps.onStart();
  try {
    const route = matchRoute(call.method, req.url ?? '');
    checkToken(req.headers, deps.tokenSha256());
    await forward(req, res, route, call, deps);
  } catch (error) {
    if (res.headersSent || res.destroyed) res.destroy();
    else {
      sendRefusal(res, call, asRefusal(error));
      discardRest(req, deps.maxRequestBytes);
    }
  } finally {
    call.durationMs = sinceStart(call);
    deps.onCall(call);
  }
}

function sendRefusal(res: ServerResponse, call: ModelCall, refusal: ModelRefusal): void {
  refused(call, refusal);
  res.writeHead(refusal.status, refusalHeaders(refusal));
  res.end(res.req.method === 'HEAD' ? undefined : refusal.body);
}

function refused(call: ModelCall, refusal: ModelRefusal): ModelCall {
  const unreachable = refusal.reason === 'upstream_unreachable' || refusal.reason === 'upstream_timeout';
  call.outcome = unreachable ? 'unreachable' : 'refused';
  call.reason = refusal.reason;
  call.status = refusal.status;
  return call;
}

function asRefusal(error: unknown): ModelRefusal {
  if (error instanceof ModelRefusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ModelRefusal('upstream_unreachable', message, { cause: error });
}

function refusalHeaders(refusal: ModelRefusal): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(refusal.body)),
  };
}

/** For a socket that the HTTP server has let go of. */
function writeRefusal(socket: Duplex, refusal: ModelRefusal): void {
  socket.on('error', () => socket.destroy());
  const headers = Object.entries(refusalHeaders(refusal)).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`, ...headers];
  socket.end([...head, 'Connection: close', '', refusal.body].join('\r\n'), () => socket.destroy());
}

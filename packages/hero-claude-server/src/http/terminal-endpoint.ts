import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { forbidden, RpcError, roleAllows } from 'hero-rpc';
import type { WebSocketServer } from 'ws';
import { z } from 'zod';
import { type TerminalSeat, type TerminalViewer, terminalSize } from '../domain/container/terminal.ts';
import { httpStatusOf } from './access-errors.ts';
import type { Access, Identity } from './auth.ts';
import { errorResponse, internalError, notFoundResponse } from './error-response.ts';
import { whenOutOfDate } from './identity-end.ts';
import type { Tickets } from './tickets.ts';
import { WebSocketViewer } from './web-socket-viewer.ts';

export interface TerminalDeps {
  openTerminal: (sessionId: string, viewer: TerminalViewer) => Promise<TerminalSeat>;
  tickets: Tickets;
  /** Closes all connections. */
  stopping: AbortSignal;
  onFault: (error: unknown, id: string) => void;
}

/** More than anybody pastes; a larger message closes the connection. */
const maxMessageBytes = 1024 * 1024;

const Query = z.object({
  session: z.string().regex(/^[0-9a-f]{8}$/, 'must be a session id'),
  ticket: z.string().max(200).optional(),
  columns: z.coerce.number().catch(80),
  rows: z.coerce.number().catch(24),
});

/**
 * Serves `WebSocket /terminal?session=<id>[&ticket=…][&columns=…&rows=…]`. Binary messages are the bytes of the
 * terminal, text messages are JSON.
 */
export function serveTerminals(server: Server, deps: TerminalDeps, access: Access): void {
  let sockets: Promise<WebSocketServer> | undefined;
  const accept = async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    access.checkOrigin(incoming.headers);
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    if (url.pathname !== '/terminal') return refuseWith(socket, notFoundResponse(url.pathname));
    const query = readQuery(url);
    const identity = await identify(incoming, query, deps, access);
    if (!roleAllows(identity.role, 'operator'))
      throw forbidden({ method: '/terminal', role: identity.role, needs: 'operator' });
    sockets ??= openSockets();
    const opened = await sockets;
    if (socket.destroyed) return undefined;
    opened.handleUpgrade(incoming, socket, head, (ws) => {
      const viewer = new WebSocketViewer(ws, identity.user, terminalSize(query.columns, query.rows));
      const end = (): void => viewer.goAway();
      deps.stopping.addEventListener('abort', end);
      const stopWaiting = whenOutOfDate(identity, () => viewer.expire());
      ws.once('close', () => {
        deps.stopping.removeEventListener('abort', end);
        stopWaiting();
      });
      void viewer.sit(
        () => deps.openTerminal(query.session, viewer),
        (error) => describe(error, deps),
      );
    });
    return undefined;
  };
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    accept(incoming, socket, head).catch((error: unknown) => {
      const known = describe(error, deps);
      return refuseWith(socket, errorResponse('/terminal', known, httpStatusOf(known)));
    });
  });
}

/** Loaded for the first terminal. */
async function openSockets(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
}

async function identify(
  { headers }: IncomingMessage,
  { ticket, session }: z.infer<typeof Query>,
  { tickets }: TerminalDeps,
  access: Access,
): Promise<Identity> {
  return ticket === undefined ? access.identify(headers) : tickets.redeem(ticket, session);
}

function readQuery(url: URL): z.infer<typeof Query> {
  const query = Query.safeParse(Object.fromEntries(url.searchParams));
  if (query.success) return query.data;
  const issues = query.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const message = `Invalid query: ${issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ')}`;
  throw new RpcError({ kind: 'rpc.invalid_params', family: 'invalid_params', message, issues });
}

function describe(error: unknown, { onFault }: TerminalDeps): RpcError {
  if (error instanceof RpcError) return error;
  const id = crypto.randomUUID();
  onFault(error, id);
  return internalError(id);
}

async function refuseWith(socket: Duplex, response: Response): Promise<undefined> {
  const body = await response.text();
  response.headers.set('content-length', String(Buffer.byteLength(body)));
  response.headers.set('connection', 'close');
  const lines = Array.from(response.headers, ([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${response.status} ${response.statusText}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

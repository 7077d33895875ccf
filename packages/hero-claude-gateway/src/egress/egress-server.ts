import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { OnReadOpts, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { unparsedRequest } from '../lib/unparsed-request.ts';
import { relayRequest } from './absolute-form.ts';
import { type ConnectDeps, connectTarget } from './connect.ts';
import { LargeReads } from './large-reads.ts';
import type { Tunnel } from './open-tunnels.ts';
import { decide, type EgressPolicy, type PolicyDecision } from './policy.ts';
import { type EgressReason, EgressRefusal, type EgressVerdict } from './refusal.ts';
import { authorityOf, type EgressTarget, parseAbsoluteForm, parseAuthority } from './target.ts';
import { joinSockets } from './tunnel.ts';

export interface EgressDecision {
  host: string;
  /** 0 when the request named none. */
  port: number;
  /** Of the request: CONNECT for a tunnel; empty when there was none to read. */
  method: string;
  verdict: EgressVerdict;
  reason: EgressReason;
}

export interface EgressServerDeps extends ConnectDeps {
  /** Asked for each request, so that a change of policy counts at once. */
  policy: () => EgressPolicy;
  onDecision: (decision: EgressDecision) => void;
  onTunnel: (tunnel: Tunnel, method: string) => void;
  maxConnections: number;
  maxHeaderBytes: number;
  headersTimeoutMs: number;
  idleTimeoutMs: number;
}

/** A server at work. */
interface Served extends EgressServerDeps {
  /** Targets being looked up and connected to: a client that goes away is done, its target is not. */
  reaching: { count: number };
}

/** A forward proxy for one session: CONNECT and absolute-form HTTP, and nothing else. */
export function createEgressServer(options: EgressServerDeps): Server {
  const deps: Served = { ...options, reaching: { count: 0 } };
  const server = createServer({
    maxHeaderSize: deps.maxHeaderBytes,
    headersTimeout: deps.headersTimeoutMs,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(5_000, deps.headersTimeoutMs),
  });
  server.maxConnections = deps.maxConnections;
  server.on('drop', () => deps.onDecision(nowhere('too_many_connections')));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const kind = unparsedRequest(error, socket);
    if (kind !== 'gone') deps.onDecision(nowhere('malformed_request'));
    if (kind === 'refuse') writeRefusal(socket, 400, `not an HTTP request (${error.message})`);
    else socket.destroy();
  });
  server.on('connect', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    // The server has let go of this socket: its errors are ours from here on.
    socket.on('error', () => socket.destroy());
    tunnel(req, socket, head, deps).catch((error: unknown) => {
      const refusal = asRefusal(error);
      writeRefusal(socket, refusal.status, refusal.message, refusal.reason);
    });
  });
  server.on('request', (req, res) => {
    relay(req, res, deps).catch((error: unknown) => {
      const refusal = asRefusal(error);
      // A broken answer must not look like a whole one.
      if (res.headersSent) return res.destroy();
      res.writeHead(refusal.status, refusalHeaders(refusal.message, refusal.reason));
      return res.end(bodyOf(refusal.message));
    });
  });
  return server;
}

async function tunnel(req: IncomingMessage, socket: Socket, head: Buffer, deps: Served) {
  const reads = new LargeReads();
  const reached = await reach(parseAuthority(req.url ?? ''), req, deps, reads.onread);
  const { remote } = reached;
  if (socket.destroyed) return remote.destroy();
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
  deps.onTunnel({ ...reached, client: socket }, 'CONNECT');
  joinSockets(socket, remote, { reads, idleTimeoutMs: deps.idleTimeoutMs });
  return undefined;
}

async function relay(req: IncomingMessage, res: ServerResponse, deps: Served): Promise<void> {
  const url = req.url ?? '';
  if (url.startsWith('/') || url === '*') {
    deps.onDecision(nowhere('not_a_proxy_request', req, req.headers.host));
    throw new EgressRefusal(
      'not_a_proxy_request',
      'this socket is a proxy: use CONNECT, or GET http://host/path',
    );
  }
  const target = parseAbsoluteForm(url);
  const reached = await reach(target, req, deps);
  const { remote } = reached;
  if (target === undefined || res.destroyed) return void remote.destroy();
  remote.setTimeout(deps.idleTimeoutMs, () => remote.destroy());
  deps.onTunnel({ ...reached, client: req.socket }, req.method ?? '');
  try {
    await relayRequest(req, res, target, remote);
  } catch (error) {
    remote.destroy();
    throw error;
  }
}

/** Decides, connects and writes down what came of it. */
async function reach(
  target: EgressTarget | undefined,
  req: IncomingMessage,
  deps: Served,
  onread?: OnReadOpts,
): Promise<Omit<Tunnel, 'client'>> {
  if (target === undefined) {
    deps.onDecision(nowhere('malformed_target', req, req.url));
    throw new EgressRefusal('malformed_target', 'the target must be host:port, or http://host[:port]/path');
  }
  const { host, port } = target;
  const method = req.method ?? '';
  try {
    const decision = allowedNow(target, deps);
    if (deps.reaching.count >= deps.maxConnections) {
      throw new EgressRefusal(
        'too_many_connections',
        'too many connections are being opened; wait for some of them',
      );
    }
    deps.reaching.count += 1;
    const remote = await connectTarget(target, decision, deps, onread).finally(() => {
      deps.reaching.count -= 1;
    });
    const { privateAllowed, reason } = stillAllowed(target, decision, remote, deps);
    deps.onDecision({ host, port, method, verdict: 'allowed', reason });
    return { target, privateAllowed, remote };
  } catch (error) {
    const { verdict, reason } = asRefusal(error);
    deps.onDecision({ host, port, method, verdict, reason });
    throw error;
  }
}

function allowedNow(target: EgressTarget, { policy: policyNow }: Served): PolicyDecision {
  const policy = policyNow();
  const decision = decide(policy, target);
  if (decision.allowed) return decision;
  const message = `${authorityOf(target)} is not open to this session (policy ${policy.kind}: ${decision.reason})`;
  throw new EgressRefusal(decision.reason, message);
}

/** The policy may have changed while the connection was being made, by rules that it was not checked against. */
function stillAllowed(
  target: EgressTarget,
  before: PolicyDecision,
  remote: Socket,
  deps: Served,
): PolicyDecision {
  try {
    const now = allowedNow(target, deps);
    if (now.privateAllowed === before.privateAllowed) return now;
    throw new EgressRefusal('host_not_listed', `the policy for ${authorityOf(target)} has just changed`);
  } catch (error) {
    remote.destroy();
    throw error;
  }
}

function nowhere(reason: EgressReason, req?: IncomingMessage, host = ''): EgressDecision {
  return { host: host.slice(0, 255), port: 0, method: req?.method ?? '', verdict: 'refused', reason };
}

function asRefusal(error: unknown): EgressRefusal {
  if (error instanceof EgressRefusal) return error;
  return new EgressRefusal('unreachable', error instanceof Error ? error.message : String(error));
}

function bodyOf(message: string): string {
  return `hero-claude egress: ${message}\n`;
}

function refusalHeaders(message: string, reason?: EgressReason): Record<string, string> {
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(bodyOf(message))),
    Connection: 'close',
    ...(reason === undefined ? {} : { 'X-Hero-Egress': reason }),
  };
}

function writeRefusal(socket: Duplex, status: number, message: string, reason?: EgressReason): void {
  const headers = Object.entries(refusalHeaders(message, reason)).map(([name, value]) => `${name}: ${value}`);
  const text = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers, '', bodyOf(message)];
  socket.end(text.join('\r\n'), () => socket.destroy());
}

import {
  type Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { forwardHeaders } from './forward-headers.ts';

export interface Upstream {
  socketPath: string;
  /** The client came over our Unix socket, where the file mode decides who may connect. */
  trusted: boolean;
}

const unavailable = JSON.stringify({
  error: 'The server is away',
  hint: 'hero-claude status shows the services; this page comes back by itself',
});

/** Hands a request to the server and its answer back, streams included. */
export function forward(
  upstream: Upstream & { agent: Agent },
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const outgoing = request({
    socketPath: upstream.socketPath,
    agent: upstream.agent,
    method: req.method,
    path: req.url,
    headers: { ...forwardHeaders(req.headers, upstream), ...framingOf(req) },
  });
  outgoing.on('response', (answer) => {
    res.writeHead(answer.statusCode ?? 502, forwardHeaders(answer.headers, { trusted: true }));
    res.flushHeaders();
    pipeline(answer, res, () => undefined);
  });
  outgoing.on('error', () => {
    if (res.headersSent) {
      res.destroy();
      return;
    }
    res.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
    res.end(unavailable);
  });
  res.on('close', () => outgoing.destroy());
  req.pipe(outgoing);
}

/** Without it Node writes the body of a GET or DELETE of unknown length unframed: as the start of a next request. */
function framingOf(req: IncomingMessage): OutgoingHttpHeaders {
  return req.headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };
}

/** Hands a WebSocket through, byte for byte. */
export function forwardUpgrade(upstream: Upstream, req: IncomingMessage, client: Duplex, head: Buffer): void {
  const outgoing = request({
    socketPath: upstream.socketPath,
    agent: false,
    method: req.method,
    path: req.url,
    headers: forwardHeaders(req.headers, { ...upstream, upgrade: true }),
  });
  outgoing.on('upgrade', (answer, server, serverHead) => {
    const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? 'Switching Protocols'}`];
    for (let at = 0; at < answer.rawHeaders.length; at += 2) {
      lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
    }
    client.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (serverHead.length > 0) client.write(serverHead);
    if (head.length > 0) server.write(head);
    pipeline(server, client, () => undefined);
    pipeline(client, server, () => undefined);
  });
  outgoing.on('response', (answer) => {
    client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n\r\n`);
    pipeline(answer, client, () => undefined);
  });
  outgoing.on('error', () => client.destroy());
  client.on('error', () => outgoing.destroy());
  client.on('close', () => outgoing.destroy());
  outgoing.end();
}

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PrefixProxyOptions {
  /** Hands an event stream on when it is over, which is never. */
  collectsStreams?: boolean;
  /** A page of the same origin, at `/shell`. */
  shell?: string;
}

/** A reverse proxy that takes a prefix off the path and says so, in front of a Unix socket. */
export async function startPrefixProxy(
  socketPath: string,
  prefix: string,
  { collectsStreams = false, shell }: PrefixProxyOptions = {},
) {
  const server = createServer((req, res) => {
    if (req.url === '/shell') {
      res.writeHead(200, { 'content-type': 'text/html' }).end(shell);
      return;
    }
    if (req.url?.startsWith(`${prefix}/`) !== true) {
      res.writeHead(404).end();
      return;
    }
    const headers = { ...req.headers, 'x-forwarded-prefix': prefix };
    const path = req.url.slice(prefix.length);
    const outgoing = request({ socketPath, method: req.method, path, headers }, (answer) => {
      if (collectsStreams && answer.headers['content-type']?.startsWith('text/event-stream') === true) {
        answer.resume();
        return;
      }
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      res.flushHeaders();
      answer.pipe(res);
    });
    outgoing.on('error', () => res.destroy());
    res.on('close', () => outgoing.destroy());
    req.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}${prefix}/`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

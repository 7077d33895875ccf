import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy that takes a prefix off the path and says so, in front of a Unix socket. */
export async function startPrefixProxy(socketPath: string, prefix: string) {
  const server = createServer((req, res) => {
    if (req.url?.startsWith(`${prefix}/`) !== true) {
      res.writeHead(404).end();
      return;
    }
    const headers = { ...req.headers, 'x-forwarded-prefix': prefix };
    const path = req.url.slice(prefix.length);
    const outgoing = request({ socketPath, method: req.method, path, headers }, (answer) => {
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
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}/`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

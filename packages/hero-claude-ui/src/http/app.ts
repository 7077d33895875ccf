import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { basePath } from './base-path.ts';
import { ClientAgents } from './client-agents.ts';
import type { Dashboard } from './dashboard.ts';
import { forward, forwardUpgrade, type Upstream } from './forward.ts';

/** An upload may take long; the server cuts whatever else does. */
const requestTimeoutMs = 3_600_000;

export interface AppOptions {
  upstream: Upstream;
  dashboard: Dashboard;
  version: string;
}

/** Paths that the server answers; everything else is the dashboard's. */
const served = new Set([
  '/rpc',
  '/mcp',
  '/events',
  '/terminal',
  '/ticket',
  '/upload',
  '/metrics',
  '/openrpc.json',
]);

function json(res: ServerResponse, body: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').split('?', 1)[0] ?? '/';
}

/** One listener: the dashboard's files, and the server's paths handed through. */
export function createApp({ upstream, dashboard, version }: AppOptions): Server {
  const agents = new ClientAgents();
  const server = createServer({ requestTimeout: requestTimeoutMs }, (req, res) => {
    const path = pathOf(req);
    if (served.has(path)) return forward({ ...upstream, agent: agents.of(req.socket) }, req, res);
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.writeHead(405, { allow: 'GET, HEAD' }).end();
      return undefined;
    }
    switch (path) {
      case '/health':
        return json(res, { status: 'ok', service: 'hero_claude_ui', version, pid: process.pid });
      case '/.well-known/heroservice.json':
        return json(res, {
          protocol: 'ui',
          name: 'hero_claude_ui',
          title: 'hero-claude',
          version,
          description: 'Dashboard of hero-claude',
          socket: 'admin',
        });
      default: {
        // What a TCP client says about proxies is not believed.
        const prefix = upstream.trusted ? basePath(req.headers['x-forwarded-prefix']) : '';
        return dashboard.answer(req, path, prefix, res);
      }
    }
  });
  server.on('upgrade', (req, socket, head) => {
    if (served.has(pathOf(req))) forwardUpgrade(upstream, req, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
  return server;
}

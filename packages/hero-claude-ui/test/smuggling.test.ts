import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTempHome, type TempHome } from 'hero-claude-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../src/http/app.ts';
import type { Dashboard } from '../src/http/dashboard.ts';

/** None of these requests is for a file. */
const noDashboard: Dashboard = { answer: (_req, _path, _prefix, res) => void res.writeHead(404).end() };

let home: TempHome;
let upstream: Server;
let seen: string[];

const listen = async (server: Server, socket: string): Promise<void> => {
  server.listen(socket);
  await once(server, 'listening');
};

beforeEach(async () => {
  home = await createTempHome();
  seen = [];
  upstream = createServer((req, res) => {
    const record = (body: string): void => {
      seen.push(`${req.method} ${req.url} ${body}`);
      res.end('answered');
    };
    text(req).then(record, () => record('cut'));
  });
  await listen(upstream, join(home.socketDir, 'server.sock'));
});

afterEach(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await home[Symbol.asyncDispose]();
});

/** Sends bytes on one connection and reads until the listener hangs up. */
async function exchange(socketPath: string, bytes: string): Promise<string> {
  const socket = connect(socketPath);
  socket.write(bytes);
  return text(socket);
}

describe.each([
  ['our own socket', true],
  ['TCP', false],
])('a listener for %s', (_name, trusted) => {
  let app: Server;
  let socket: string;

  beforeEach(async () => {
    app = createApp({
      upstream: { socketPath: join(home.socketDir, 'server.sock'), trusted },
      dashboard: noDashboard,
      version: '0',
    });
    socket = join(home.socketDir, 'app.sock');
    await listen(app, socket);
  });
  afterEach(() => {
    app.closeAllConnections();
    app.close();
  });

  test.each(['GET', 'DELETE', 'OPTIONS', 'HEAD', 'POST', 'PUT'])(
    'hands the body of a %s on as its body, whatever stands in it',
    async (method) => {
      const hidden = 'POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}';
      const head = `${method} /openrpc.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
      const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
      expect(await exchange(socket, chunked)).toMatch(/^HTTP\/1\.1 200 /);
      const sized = `${head}Content-Length: ${hidden.length}\r\n\r\n${hidden}`;
      expect(await exchange(socket, sized)).toMatch(/^HTTP\/1\.1 200 /);
      expect(seen).toEqual([`${method} /openrpc.json ${hidden}`, `${method} /openrpc.json ${hidden}`]);
    },
  );

  test('shares no connection to the server between two clients', async () => {
    const connections = new Set<unknown>();
    upstream.on('connection', (connection) => connections.add(connection));
    const get = 'GET /openrpc.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    await exchange(socket, get);
    await exchange(socket, get);
    expect(connections.size).toBe(2);
  });

  test('refuses a body with two lengths', async () => {
    const both =
      'POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x';
    expect(await exchange(socket, both)).toMatch(/^HTTP\/1\.1 400 /);
    expect(seen).toEqual([]);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import { join } from 'node:path';
import {
  createTempHome,
  type Daemon,
  documentedPrefix,
  documentedSite,
  nginxGroup,
  type ProxyProgram,
  proxyProblem,
  startDaemon,
  startReverseProxy,
  type TempHome,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const uploadBytes = 50 * 1024 * 1024;

let home: TempHome;
let ui: Daemon;
let server: Server;

/** A server that tells what reached it, and whose event stream says a second thing when it is told to. */
async function startUpstream(socketPath: string): Promise<Server> {
  const upstream = createServer((req, res) => {
    if (req.url === '/events') {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
      res.write('data: first\n\n');
      upstream.once('go on', () => res.write('data: second\n\n'));
      return;
    }
    if (req.url === '/upload') upstream.emit('upload began');
    const hash = createHash('sha256');
    req.on('data', (chunk: Buffer) => hash.update(chunk));
    req.on('end', () => {
      const { headers, url } = req;
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ headers, url, sha256: hash.digest('hex') }));
    });
  });
  new WebSocketServer({ server: upstream }).on('connection', (socket) => {
    socket.on('message', (data) => socket.send(`echo ${(data as Buffer).toString()}`));
  });
  await new Promise<void>((resolve) => upstream.listen(socketPath, resolve));
  return upstream;
}

beforeAll(async () => {
  home = await createTempHome();
  // As where another user runs the proxy: a directory to pass through, and a group that may connect.
  const socketDir = join(home.dir, 's');
  const isRoot = process.getuid?.() === 0;
  await chmod(home.dir, 0o711);
  ui = await startDaemon({
    command: process.execPath,
    args: ['--import', 'tsx', '--conditions=hero:source', main],
    env: { ...home.env, HERO_SOCKET_DIR: socketDir, ...(isRoot && { HERO_SOCKET_GROUP: nginxGroup }) },
    socket: join(socketDir, 'hero_claude_ui.sock'),
  });
  server = await startUpstream(join(socketDir, 'hero_claude_server.sock'));
});

afterAll(async () => {
  await ui[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  await home.close();
});

interface Seen {
  headers: IncomingHttpHeaders;
  url: string;
  sha256: string;
}

async function startDocumented(program: ProxyProgram, prefix: boolean) {
  return startReverseProxy(program, await documentedSite(program, { socket: ui.socket, prefix }));
}

const variants = (['nginx', 'caddy'] as const).flatMap((program) => [
  { program, prefix: '' },
  { program, prefix: documentedPrefix },
]);

describe.each(variants)('$program below /$prefix, as docs/dashboard.md says', ({ program, prefix }) => {
  test('hands everything through at once, and nothing that clients claim', async ({ skip }) => {
    const problem = await proxyProblem(program);
    skip(problem !== undefined, problem);
    await using proxy = await startDocumented(program, prefix !== '');
    const base = new URL(`${prefix}/`, proxy.url).href;

    const claims = {
      'x-hero-user': 'root',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-prefix': '/evil',
      'x-real-ip': '127.0.0.1',
      forwarded: 'for=127.0.0.1',
    };
    const asked = await fetch(`${base}rpc`, {
      method: 'POST',
      body: '{}',
      headers: { ...claims, authorization: 'Bearer t', 'last-event-id': '7' },
    });
    const { headers, url } = (await asked.json()) as Seen;
    expect(url).toBe('/rpc');
    expect(headers).toMatchObject({
      authorization: 'Bearer t',
      'last-event-id': '7',
      host: new URL(base).host,
    });
    const { 'x-forwarded-prefix': _, ...claimed } = claims;
    for (const name of Object.keys(claimed)) expect(headers).not.toHaveProperty(name);
    expect(headers['x-forwarded-prefix']).toBe(prefix === '' ? undefined : prefix);

    await seesEventsAsTheyCome(`${base}events`);
    await talksOverWebSocket(`${base.replace('http', 'ws')}terminal`);
    await uploads(`${base}upload`);

    if (prefix === '') return;
    const bare = await fetch(new URL(prefix, proxy.url), { redirect: 'manual' });
    expect([301, 302, 308]).toContain(bare.status);
    expect(new URL(bare.headers.get('location') ?? '', proxy.url).pathname).toBe(`${prefix}/`);
  });
});

async function seesEventsAsTheyCome(url: string): Promise<void> {
  const stream = await fetch(url);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('data: first');
  // It is said only once the first was read: a proxy that gathers would wait for ever.
  server.emit('go on');
  expect((await reader?.read())?.value).toContain('data: second');
  await reader?.cancel();
}

async function talksOverWebSocket(url: string): Promise<void> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.send('hello');
  const [answer] = (await once(socket, 'message')) as [Buffer];
  expect(answer.toString()).toBe('echo hello');
  socket.terminate();
}

/** The rest is sent only once the server has seen the beginning: nothing on the way waits for the whole. */
async function uploads(url: string): Promise<void> {
  const body = randomBytes(uploadBytes);
  const began = once(server, 'upload began');
  const outgoing = request(url, { method: 'POST', headers: { 'content-length': body.length } });
  const answered = once(outgoing, 'response');
  outgoing.write(body.subarray(0, 100_000));
  await began;
  outgoing.end(body.subarray(100_000));
  const [answer] = (await answered) as [IncomingMessage];
  const { sha256 } = JSON.parse((await answer.toArray()).join('')) as Seen;
  expect(sha256).toBe(createHash('sha256').update(body).digest('hex'));
}

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createTempHome, startDaemon, type TempHome, udsRequest, udsSse } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');

function uiSocket(home: TempHome): string {
  return join(home.socketDir, 'hero_claude_ui.sock');
}

async function startUi(home: TempHome, args: string[] = []) {
  return startDaemon({
    command: process.execPath,
    args: ['--import', 'tsx', '--conditions=hero:source', main, ...args],
    env: home.env,
    socket: uiSocket(home),
  });
}

/** A server behind the daemon that says what reached it. */
async function startUpstream(home: TempHome, name: string) {
  const seen: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    seen.push(req);
    if (req.url?.startsWith('/events')) {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('id: 1\ndata: one\n\n');
      req.on('close', () => server.emit('watcher gone'));
      return;
    }
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ body, headers: req.headers }));
    });
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data) => socket.send(`echo ${(data as Buffer).toString()}`));
  });
  await new Promise<void>((resolve) => server.listen(join(home.socketDir, name), resolve));
  return {
    seen,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('says who it is, and takes no other verb than GET for its files', async () => {
  await using home = await createTempHome();
  await using ui = await startUi(home);
  const page = await udsRequest(ui.socket, { path: '/' });
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect((await udsRequest(ui.socket, { path: '/', method: 'POST' })).status).toBe(405);
  expect((await udsRequest(ui.socket, { path: '/health' })).json()).toMatchObject({
    status: 'ok',
    service: 'hero_claude_ui',
    pid: ui.pid,
  });
  expect((await udsRequest(ui.socket, { path: '/.well-known/heroservice.json' })).json()).toMatchObject({
    protocol: 'ui',
    socket: 'admin',
  });
});

test('says that the server is away, and hands calls and streams through when it is there', async () => {
  await using home = await createTempHome();
  await using ui = await startUi(home);
  const away = await udsRequest(ui.socket, { path: '/rpc', method: 'POST', body: {} });
  expect(away.status).toBe(503);
  expect(away.body).toContain('hero-claude status');

  await using upstream = await startUpstream(home, 'hero_claude_server.sock');
  const headers = { 'x-hero-user': 'ann', authorization: 'Bearer t' };
  const answer = await udsRequest(ui.socket, { path: '/rpc', method: 'POST', body: { a: 1 }, headers });
  expect(answer.json()).toMatchObject({ body: '{"a":1}', headers });

  const gone = new Promise((resolve) => upstream.server.once('watcher gone', resolve));
  for await (const event of udsSse(ui.socket, '/events?session=all')) {
    expect(event).toMatchObject({ id: '1', data: 'one' });
    break;
  }
  await gone;
});

test('hands WebSockets through', async () => {
  await using home = await createTempHome();
  await using ui = await startUi(home);
  await using _upstream = await startUpstream(home, 'hero_claude_server.sock');
  const socket = new WebSocket(`ws+unix:${ui.socket}:/terminal?session=a1b2c3d4`);
  const answer = new Promise((resolve) =>
    socket.once('message', (data) => resolve((data as Buffer).toString())),
  );
  socket.once('open', () => socket.send('hello'));
  expect(await answer).toBe('echo hello');
  socket.terminate();
});

test('SIGTERM ends it within seconds while WebSockets and event streams are open', async () => {
  await using home = await createTempHome();
  await using ui = await startUi(home);
  await using _upstream = await startUpstream(home, 'hero_claude_server.sock');
  const socket = new WebSocket(`ws+unix:${ui.socket}:/terminal?session=a1b2c3d4`);
  await once(socket, 'open');
  const cut = once(socket, 'close');
  const events = udsSse(ui.socket, '/events?session=all');
  await events.next();
  expect(await ui.stop()).toEqual({ code: 0, signal: null });
  await cut;
});

test('TCP goes to the socket that always wants a token, and cannot speak for a proxy', async () => {
  await using home = await createTempHome();
  await using ui = await startUi(home, ['--tcp']);
  await using remote = await startUpstream(home, 'hero_claude_server_remote.sock');
  const url = `http://127.0.0.1:${home.env['HERO_CLAUDE_PORT']}`;
  const answer = await fetch(`${url}/rpc`, {
    method: 'POST',
    body: '{}',
    headers: { 'x-hero-user': 'root', 'x-forwarded-for': '127.0.0.1', authorization: 'Bearer t' },
  });
  expect(answer.status).toBe(200);
  expect(remote.seen[0]?.headers).not.toHaveProperty('x-hero-user');
  expect(remote.seen[0]?.headers).not.toHaveProperty('x-forwarded-for');
  expect(remote.seen[0]?.headers).toMatchObject({
    authorization: 'Bearer t',
    host: url.slice('http://'.length),
  });
  const page = await (await fetch(url, { headers: { 'x-forwarded-prefix': '/evil' } })).text();
  expect(page).not.toContain('/evil');
  expect(ui.logs()).toContain(url);
});

test('a port in use names its holder', async () => {
  await using home = await createTempHome();
  const holder = createServer();
  await new Promise<void>((resolve) =>
    holder.listen(Number(home.env['HERO_CLAUDE_PORT']), '127.0.0.1', resolve),
  );
  try {
    await expect(startUi(home, ['--tcp'])).rejects.toThrow(
      new RegExp(`Port ${home.env['HERO_CLAUDE_PORT']} on 127.0.0.1 is in use by .*\\(pid ${process.pid}\\)`),
    );
  } finally {
    holder.close();
  }
});

test('other machines are let in only when that is said aloud', async () => {
  await using home = await createTempHome();
  home.env['HERO_CLAUDE_HOST'] = '0.0.0.0';
  await expect(startUi(home, ['--tcp'])).rejects.toThrow(
    /"code":78[\s\S]*HERO_CLAUDE_HOST=0\.0\.0\.0.*--insecure/,
  );
});

test('two of them do not share a socket; what a killed one left is taken over', async () => {
  await using home = await createTempHome();
  const first = await startUi(home);
  // The first one answers /health, so the second seems ready until its exit says otherwise.
  const second = await startDaemon({
    command: process.execPath,
    args: ['--import', 'tsx', '--conditions=hero:source', main],
    env: home.env,
    socket: first.socket,
  });
  expect(await second.exited).toEqual({ code: 75, signal: null });
  expect(second.logs()).toContain(`pid ${first.pid}`);
  await first.kill9();
  await using third = await startUi(home);
  expect((await udsRequest(third.socket, { path: '/health' })).json()).toMatchObject({ pid: third.pid });
});

import { once } from 'node:events';
import { createRegistry, methodsFor } from 'hero-rpc';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { TerminalSize, TerminalViewer } from '../../src/domain/container/terminal.ts';
import { wrongState } from '../../src/domain/session/session-errors.ts';
import { identityOf } from '../../src/http/auth.ts';
import { createTickets, type Tickets } from '../../src/http/tickets.ts';
import { call, HttpBench, token } from './http-harness.ts';

const secret = 's'.repeat(32);
const method = methodsFor<{ tickets: Tickets }>();

/** A terminal that gives back what is typed into it. */
class Echo {
  readonly sizes: TerminalSize[] = [];
  viewer: TerminalViewer | undefined;
  left = 0;

  open = async (_sessionId: string, viewer: TerminalViewer) => {
    this.viewer = viewer;
    this.sizes.push(viewer.size);
    viewer.tell({ type: 'started', container: 'agent', resumed: false, viewers: 1 });
    return {
      type: async (data: Buffer) => viewer.show(data),
      resize: async (size: TerminalSize) => void this.sizes.push(size),
      leave: () => {
        this.left += 1;
      },
    };
  };
}

interface Asked {
  remote?: boolean;
  headers?: Record<string, string>;
  query?: string;
}

function connect(bench: HttpBench, { remote = false, headers = {}, query = '' }: Asked = {}): WebSocket {
  const { path } = remote ? bench.serving.remote : bench.serving.local;
  return new WebSocket(`ws+unix:${path}:/terminal?session=a1b2c3d4${query}`, { headers });
}

/** The status of a refused upgrade, or 101. */
async function answer(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_req, res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
  });
}

const jwt = async (role: string, expires: string | Date = '1h') =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('hero-claude')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));

async function ticketOf(bench: HttpBench, headers: Record<string, string>, remote: boolean) {
  const issued = await bench.ask('/ticket', { remote, verb: 'POST', headers });
  return `&ticket=${(issued.json() as { ticket: string }).ticket}`;
}

it('opens for who may, with a token or a ticket that is good once', async () => {
  const openTerminal = new Echo().open;
  await using plain = await HttpBench.open({ openTerminal });
  await using signed = await HttpBench.open({ openTerminal, secret });
  const authorization = `Bearer ${token}`;
  expect(await answer(connect(plain))).toBe(101);
  expect(await answer(connect(plain, { remote: true }))).toBe(401);
  expect(await answer(connect(plain, { remote: true, headers: { authorization } }))).toBe(101);
  const query = await ticketOf(plain, { authorization }, true);
  expect(await answer(connect(plain, { remote: true, query }))).toBe(101);
  expect(await answer(connect(plain, { remote: true, query }))).toBe(401);
  expect(await answer(connect(plain, { query: '&ticket=no-such-ticket' }))).toBe(401);
  for (const [role, status] of [
    ['viewer', 403],
    ['operator', 101],
  ] as const) {
    const headers = { authorization: `Bearer ${await jwt(role)}` };
    expect(await answer(connect(signed, { headers }))).toBe(status);
    expect(await answer(connect(signed, { query: await ticketOf(signed, headers, false) }))).toBe(status);
  }
  expect(await answer(connect(signed))).toBe(401);
});

it('ends terminals and event streams when the token is out of date, also those by ticket', async () => {
  const echo = new Echo();
  const registry = createRegistry([
    method({
      name: 'terminal.ticket',
      summary: 'Get a ticket',
      params: z.object({}),
      result: z.object({ ticket: z.string(), expires_at: z.string() }),
      role: 'operator',
      handler: async (_params, { tickets }, call) => tickets.issue(identityOf(call), 'a1b2c3d4'),
    }),
  ]);
  const tickets = createTickets();
  await using bench = await HttpBench.open({ openTerminal: echo.open, secret, registry, tickets });
  // Tokens count for five seconds more than they say.
  const soon = new Date(Date.now() - 1000);
  const headers = { authorization: `Bearer ${await jwt('operator', soon)}` };
  const events = await bench.start('/events', { headers });
  const asked = await bench.ask('/rpc', { headers, body: call('terminal.ticket') });
  const { ticket } = (asked.json() as { result: { ticket: string } }).result;
  const sockets = [{ headers }, { query: `&ticket=${ticket}` }].map((by) => connect(bench, by));
  const closed = sockets.map(async (socket) => {
    const said: string[] = [];
    socket.on('message', (data: Buffer) => said.push(data.toString()));
    const [code] = await once(socket, 'close');
    return { code, last: said.at(-1) };
  });
  events.resume();
  await once(events, 'end');
  const expired = { code: 1008, last: expect.stringContaining('auth.invalid') };
  expect(await Promise.all(closed)).toEqual([expired, expired]);
  await expect.poll(() => echo.left).toBe(2);
  expect((await bench.ask('/events', { headers })).status).toBe(401);
});

it('refuses pages of other sites, other hosts, other paths and no session', async () => {
  await using bench = await HttpBench.open({ openTerminal: new Echo().open });
  const authorization = `Bearer ${token}`;
  const local = (headers: Record<string, string>) => answer(connect(bench, { headers }));
  expect(await local({ origin: 'https://evil.example' })).toBe(403);
  const host = { authorization, host: 'evil.example' };
  expect(await answer(connect(bench, { remote: true, headers: host }))).toBe(403);
  expect(await local({ host: 'localhost', origin: 'http://localhost' })).toBe(101);
  const { path } = bench.serving.local;
  expect(await answer(new WebSocket(`ws+unix:${path}:/events`))).toBe(404);
  expect(await answer(new WebSocket(`ws+unix:${path}:/terminal?session=..`))).toBe(400);
  expect((await bench.ask('/terminal')).status).toBe(426);
  expect(bench.faults).toEqual([]);
});

it('passes bytes and sizes on, and tells of what it does not understand', async () => {
  const echo = new Echo();
  await using bench = await HttpBench.open({ openTerminal: echo.open });
  const socket = connect(bench, { query: '&columns=100&rows=99999' });
  const messages: string[] = [];
  socket.on('message', (data: RawData, isBinary) =>
    messages.push(`${isBinary ? 'bytes' : 'text'} ${(data as Buffer).toString('latin1')}`),
  );
  await once(socket, 'open');
  for (const part of ['a', '\xff\x00', 'b']) socket.send(Buffer.from(part, 'latin1'));
  socket.send(JSON.stringify({ type: 'resize', columns: 0, rows: 7 }));
  socket.send('what?');
  await expect.poll(() => messages.length).toBe(5);
  expect(messages.slice(1, 4)).toEqual(['bytes a', 'bytes \xff\x00', 'bytes b']);
  expect(messages[4]).toContain('terminal.unknown_message');
  expect(echo.sizes).toEqual([
    { columns: 100, rows: 1000 },
    { columns: 1, rows: 7 },
  ]);
  socket.close();
  await expect.poll(() => echo.left).toBe(1);
});

it('holds the terminal back for a viewer that does not read, and lets it go when that one leaves', async () => {
  const echo = new Echo();
  await using bench = await HttpBench.open({ openTerminal: echo.open });
  const socket = connect(bench);
  await once(socket, 'open');
  await expect.poll(() => echo.viewer).toBeDefined();
  socket.pause();
  let sent = 0;
  let held: Promise<void> | undefined;
  for (; sent < 1000 && held === undefined; sent++) {
    const shown = echo.viewer?.show(Buffer.alloc(65_536)) ?? Promise.resolve();
    const state = await Promise.race([
      shown.then(() => 'shown'),
      new Promise((done) => setImmediate(done, 'held')),
    ]);
    if (state === 'held') held = shown;
  }
  // 512 KiB, and what two sockets hold.
  expect(sent).toBeLessThan(64);
  socket.terminate();
  await held;
});

it('tells why there is no terminal, and closes when the server stops', async () => {
  const refuse = async () => {
    const facts = { session_id: 'a1b2c3d4', action: 'exec', status: 'creating', needs: ['running'] } as const;
    throw wrongState({ ...facts, needs: [...facts.needs] });
  };
  await using refusing = await HttpBench.open({ openTerminal: refuse });
  const refused = connect(refusing);
  const [said] = (await once(refused, 'message')) as [Buffer];
  expect(JSON.parse(said.toString())).toMatchObject({ type: 'error', kind: 'session.wrong_state' });
  await once(refused, 'close');

  await using bench = await HttpBench.open({ openTerminal: new Echo().open });
  const socket = connect(bench);
  await once(socket, 'open');
  bench.stopping.abort();
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1001);
});

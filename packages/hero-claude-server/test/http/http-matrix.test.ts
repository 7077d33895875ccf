import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../src/methods/index.ts';
import { torture } from '../support/fault-bench.ts';
import { call, HttpBench, token } from './http-harness.ts';

const secret = 'a secret of more than thirty-two bytes';
const roles = ['viewer', 'operator', 'admin'] as const;

interface Documented {
  methods: { name: string; 'x-role': (typeof roles)[number] }[];
}

/** What clients are generated from: a method that is in here is a method that somebody calls. */
const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'openrpc.json'), 'utf8'),
) as Documented;

async function jwt(role: string, expires = '1h'): Promise<string> {
  const signed = new SignJWT({ role }).setProtectedHeader({ alg: 'HS256' });
  const claimed = signed.setAudience('hero-claude').setSubject('ada').setExpirationTime(expires);
  return `Bearer ${await claimed.sign(new TextEncoder().encode(secret))}`;
}

/** What an endpoint is asked with, and the role it needs; everything but these and the open ones is not found. */
const webSocket = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const endpoints: { path: string; needs: (typeof roles)[number]; body?: unknown; headers?: object }[] = [
  { path: '/events', needs: 'viewer' },
  { path: '/metrics', needs: 'viewer' },
  { path: '/ticket', needs: 'viewer', body: '' },
  { path: '/mcp', needs: 'viewer', body: listTools },
  { path: '/upload?name=a.txt', needs: 'operator', body: 'a file' },
  { path: '/terminal?session=0a1b2c3d', needs: 'operator', headers: webSocket },
];

let plain: HttpBench;
let signed: HttpBench;
let tokens: Record<(typeof roles)[number] | 'expired', string>;
beforeAll(async () => {
  plain = await HttpBench.open({ registry });
  signed = await HttpBench.open({ registry, secret });
  tokens = {
    viewer: await jwt('viewer'),
    operator: await jwt('operator'),
    admin: await jwt('admin'),
    expired: await jwt('admin', '-1h'),
  };
});
afterAll(async () => {
  await plain[Symbol.asyncDispose]();
  await signed[Symbol.asyncDispose]();
});

/** Who may open the local socket has its file mode's word; everybody else needs a token. */
const listeners = [
  { name: 'the Unix socket', bench: () => plain, remote: false, needsToken: false, good: () => '' },
  { name: 'TCP', bench: () => plain, remote: true, needsToken: true, good: () => `Bearer ${token}` },
  {
    name: 'the Unix socket with a secret',
    bench: () => signed,
    remote: false,
    needsToken: true,
    good: () => tokens.admin,
  },
  {
    name: 'TCP with a secret',
    bench: () => signed,
    remote: true,
    needsToken: true,
    good: () => tokens.admin,
  },
];

it('the document and the table hold the same methods', () => {
  const inTable = ['rpc.discover', ...registry.methods.map(({ name }) => name)].sort();
  expect(document.methods.map(({ name }) => name).sort()).toEqual(inTable);
});

describe.each(listeners)('on $name', ({ bench, remote, needsToken, good }) => {
  /** The kind of the answer; wrong params tell that the caller was let in, and nothing runs. */
  async function kind(method: string, headers: Record<string, string>): Promise<string> {
    const body = call(method, { no_such_param: 1 });
    const answer = await bench().ask('/rpc', { remote, body, headers });
    return (answer.json() as { error: { data: { kind: string } } }).error.data.kind;
  }

  it.each(document.methods)(
    '$name lets in who may call it, and nobody else',
    async ({ name, 'x-role': needs }) => {
      const authorization = good();
      const own: Record<string, string> = authorization === '' ? {} : { authorization };
      const told: Record<string, string> = {
        'who may': await kind(name, own),
        'a foreign page': await kind(name, { ...own, origin: 'https://evil.example' }),
        'a page of another local port': await kind(name, { ...own, origin: 'http://localhost:1' }),
        'a sandboxed page': await kind(name, { ...own, origin: 'null' }),
      };
      const expected: Record<string, string> = {
        'who may': 'rpc.invalid_params',
        'a foreign page': 'auth.foreign_origin',
        'a page of another local port': 'auth.foreign_origin',
        'a sandboxed page': 'auth.foreign_origin',
      };
      if (remote) {
        told['a name that was rebound'] = await kind(name, { ...own, host: 'evil.example' });
        expected['a name that was rebound'] = 'auth.foreign_host';
      }
      if (needsToken) {
        told['no token'] = await kind(name, {});
        told['a wrong token'] = await kind(name, { authorization: 'Bearer wrong' });
        told['an expired token'] = await kind(name, { authorization: tokens.expired });
        told['another scheme'] = await kind(name, {
          authorization: authorization.replace('Bearer', 'Basic'),
        });
        Object.assign(expected, {
          'no token': 'auth.missing',
          'a wrong token': 'auth.invalid',
          'an expired token': 'auth.invalid',
          'another scheme': 'auth.invalid',
        });
      }
      const weaker = bench() === signed ? roles[roles.indexOf(needs) - 1] : undefined;
      if (weaker !== undefined) {
        told['a weaker role'] = await kind(name, { authorization: tokens[weaker] });
        expected['a weaker role'] = 'auth.forbidden';
      }
      expect(told).toEqual(expected);
    },
  );
});

describe.each(listeners)('endpoints on $name', ({ bench, remote, needsToken, good }) => {
  it.each(endpoints)('$path is for who may use it, and nobody else', async (endpoint) => {
    const { path, needs, body, headers } = endpoint;
    const status = async (more: Record<string, string>): Promise<number | undefined> => {
      const all = { ...headers, ...more };
      const incoming = await bench().start(path, { remote, body, headers: all });
      incoming.destroy();
      return incoming.statusCode;
    };
    const authorization = good();
    const own: Record<string, string> = authorization === '' ? {} : { authorization };
    const told: Record<string, number | undefined> = {};
    for (const origin of ['https://evil.example', 'http://localhost:1', 'null', ''])
      told[`a page of ${origin}`] = await status({ ...own, origin });
    if (remote) told['a rebound name'] = await status({ ...own, host: 'evil.example' });
    expect(new Set(Object.values(told))).toEqual(new Set([403]));

    if (!needsToken) return;
    const wrong = ['Bearer wrong', tokens.expired, authorization.replace('Bearer', 'Basic'), 'Bearer ', ''];
    expect(await Promise.all(wrong.map(async (value) => status({ authorization: value })))).toEqual(
      wrong.map(() => 401),
    );
    expect(await status({})).toBe(401);
    const weaker = bench() === signed ? roles[roles.indexOf(needs) - 1] : undefined;
    const refused = weaker === undefined ? 403 : await status({ authorization: tokens[weaker] });
    expect(refused).toBe(403);
  });
});

it('a ticket opens no more than the token it was got with', async () => {
  const got = await signed.ask('/ticket', { body: '', headers: { authorization: tokens.viewer } });
  const { ticket } = got.json() as { ticket: string };
  const path = `/terminal?session=0a1b2c3d&ticket=${ticket}`;
  expect((await signed.ask(path, { headers: webSocket })).status).toBe(403);
  expect((await signed.ask(path, { headers: webSocket })).status).toBe(401);
});

it('a thousand open connections keep nobody else out, and go when the server does', async () => {
  await using bench = await HttpBench.open();
  const { path } = bench.serving.local;
  const open: Socket[] = [];
  for (let n = 0; n < 1_000; n += 1) {
    const socket = connect(path);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    // Half of them begin a request that they never finish.
    if (n % 2 === 0) socket.write('POST /rpc HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{');
    open.push(socket);
  }
  const began = performance.now();
  const answer = await bench.ask('/rpc', { body: call('echo.text', { text: 'here' }) });
  expect(answer.json()).toMatchObject({ result: { text: 'here' } });
  expect(performance.now() - began).toBeLessThan(5_000);
  for (const socket of open) socket.destroy();
});

const requests = torture ? 1_000_000 : 10_000;

it(`${requests} requests of any form get an answer each, and none of them is a fault`, {
  timeout: 7_200_000,
}, async () => {
  const shapes: (() => unknown)[] = [
    () => Math.random(),
    () => [],
    () => ({}),
    () => ({ jsonrpc: '2.0' }),
    () => ({ jsonrpc: '2.0', id: Math.random(), method: 'rpc.discover', params: Array(3).fill('x') }),
    () => ({ jsonrpc: '2.0', id: null, method: pick(names), params: { [pick(names) ?? '']: pick(values) } }),
    () => ({ jsonrpc: '2.0', id: 'x', method: pick(names), params: [pick(values), pick(values)] }),
    () => ({ jsonrpc: '1.0', id: {}, method: pick(values), params: pick(values) }),
    () =>
      Array.from({ length: 5 }, () => ({ jsonrpc: '2.0', id: 1, method: pick(names), params: pick(values) })),
  ];
  const names = [...document.methods.map(({ name }) => name), '__proto__', 'constructor', '', 'a.b'];
  const values = [
    null,
    true,
    -1,
    1e308,
    '',
    'x'.repeat(500),
    '\0',
    '\ud800',
    [],
    {},
    { __proto__: 1 },
    [[[[]]]],
  ];
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(Math.random() * from.length)];
  let sent = 0;
  async function send(): Promise<void> {
    while (sent < requests) {
      sent += 1;
      const text = JSON.stringify(pick(shapes)?.());
      const cut = Math.random() < 0.2 ? text.slice(0, Math.floor(Math.random() * text.length)) : text;
      // A role that may call nothing that changes anything: what fits is refused, the rest is malformed.
      const answer = await signed.ask('/rpc', { body: cut, headers: { authorization: tokens.expired } });
      const open = await plain.ask('/rpc', { body: `${cut} ` });
      if (answer.status !== 401 || ![200, 204].includes(open.status))
        throw new Error(`${cut.slice(0, 300)} was answered ${answer.status} and ${open.status}`);
    }
  }
  await Promise.all(Array.from({ length: 20 }, send));
  expect(plain.faults).toEqual([]);
  expect(signed.faults).toEqual([]);
});

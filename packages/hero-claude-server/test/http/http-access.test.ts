import { Role } from 'hero-rpc';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../src/methods/index.ts';
import { call, HttpBench, token } from './http-harness.ts';

const secret = 'a secret of more than thirty-two bytes';

interface Claims {
  role?: string;
  audience?: string;
  expires?: string | null;
  key?: string;
  algorithm?: string;
}

async function jwt(claims: Claims = {}): Promise<string> {
  const {
    role = 'admin',
    audience = 'hero-claude',
    expires = '1h',
    key = secret,
    algorithm = 'HS256',
  } = claims;
  const token = new SignJWT(role === '' ? {} : { role })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .setSubject('ada');
  if (expires !== null) token.setExpirationTime(expires);
  return token.sign(new TextEncoder().encode(key));
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const noneToken = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(
  JSON.stringify({ role: 'admin', aud: 'hero-claude', exp: 4e9 }),
).toString('base64url')}.`;

let plain: HttpBench;
let signed: HttpBench;
beforeAll(async () => {
  plain = await HttpBench.open({ registry });
  signed = await HttpBench.open({ registry, secret });
});
afterAll(async () => {
  await plain[Symbol.asyncDispose]();
  await signed[Symbol.asyncDispose]();
});

const methods = [
  ...registry.methods.map(({ name, role }) => ({ name, role })),
  { name: 'rpc.discover', role: 'viewer' as const },
];
const protectedPaths = [
  ['/rpc', 'POST'],
  ['/mcp', 'POST'],
  ['/events', 'GET'],
  ['/metrics', 'GET'],
  ['/ticket', 'POST'],
  ['/upload', 'POST'],
  ['/terminal', 'GET'],
] as const;
const openPaths = ['/health', '/openrpc.json', '/.well-known/heroservice.json'];

/** What a method answers to a caller it lets in: the params are wrong, and nothing runs. */
const letIn = { error: { data: { kind: 'rpc.invalid_params' } } };
const wrongParams = (name: string) => call(name, { no_such_param: 1 });

describe.each([
  ['the Unix socket', () => plain, false],
  ['the Unix socket with HERO_SECRET', () => signed, false],
  ['TCP', () => plain, true],
  ['TCP with HERO_SECRET', () => signed, true],
] as const)('on %s', (_name, bench, remote) => {
  it.each(openPaths)('%s is open', async (path) => {
    expect((await bench().ask(path, { remote })).status).toBe(200);
  });

  it.each([...openPaths, '/rpc', '/events', '/nothing'])('%s refuses a foreign origin', async (path) => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', 'file://', '']) {
      const answer = await bench().ask(path, { remote, headers: { origin } });
      expect([origin, answer.status, answer.body]).toEqual([
        origin,
        403,
        expect.stringContaining('auth.foreign_origin'),
      ]);
    }
  });

  it('takes its own origin, also where a proxy ends TLS', async () => {
    for (const origin of ['http://localhost', 'https://localhost', 'https://localhost:443']) {
      expect((await bench().ask('/health', { remote, headers: { origin } })).status).toBe(200);
    }
  });
});

describe('the Unix socket without HERO_SECRET', () => {
  it.each(methods)('$name is open to who can open the socket', async ({ name }) => {
    expect((await plain.ask('/rpc', { body: wrongParams(name) })).json()).toMatchObject(letIn);
  });

  it('takes any host: a proxy in front has its own', async () => {
    expect(
      (await plain.ask('/metrics', { headers: { host: 'hero.example', origin: 'https://hero.example' } }))
        .status,
    ).toBe(200);
  });
});

describe('TCP without HERO_SECRET', () => {
  it.each(methods)('$name needs the generated token', async ({ name }) => {
    const ask = async (headers: Record<string, string>) =>
      plain.ask('/rpc', { remote: true, body: wrongParams(name), headers });
    expect((await ask(bearer(token))).json()).toMatchObject(letIn);
    expect(await ask({})).toMatchObject({ status: 401, body: expect.stringContaining('auth.missing') });
    expect(await ask(bearer('x'))).toMatchObject({
      status: 401,
      body: expect.stringContaining('auth.invalid'),
    });
  });

  it('says how to authenticate, in the form of JSON-RPC', async () => {
    const answer = await plain.ask('/rpc', { remote: true, body: call('server.info') });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json()).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32003, data: { kind: 'auth.missing' } },
    });
  });

  it.each([token.slice(0, -1), `${token}x`, token.toUpperCase(), ''])(
    'refuses the token %j',
    async (wrong) => {
      expect((await plain.ask('/metrics', { remote: true, headers: bearer(wrong) })).status).toBe(401);
    },
  );

  it.each(['hero.example', 'localhost.evil.example', '10.0.0.7', '127.0.0.1.evil.example', '[::2]'])(
    'refuses the host %s, also for open paths',
    async (host) => {
      for (const path of ['/health', '/metrics']) {
        const answer = await plain.ask(path, {
          remote: true,
          headers: { host, origin: `http://${host}`, ...bearer(token) },
        });
        expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('auth.foreign_host') });
      }
    },
  );

  it.each(['localhost', 'localhost:3780', '127.0.0.1:3780', '[::1]:3780', 'LOCALHOST'])(
    'takes the host %s',
    async (host) => {
      expect(
        (await plain.ask('/metrics', { remote: true, headers: { host, ...bearer(token) } })).status,
      ).toBe(200);
    },
  );

  it.each(['evil@localhost', 'localhost/x', 'localhost:x'])('refuses the broken host %j', async (host) => {
    expect([400, 403]).toContain((await plain.ask('/health', { remote: true, headers: { host } })).status);
  });

  it('does not believe headers of proxies', async () => {
    const headers = { 'x-hero-user': 'root', 'x-forwarded-for': '127.0.0.1', 'x-hero-claims': 'admin' };
    expect((await plain.ask('/metrics', { remote: true, headers })).status).toBe(401);
  });
});

describe('HERO_SECRET', () => {
  it.each([false, true])('lets each role call what is for it (TCP: %s)', async (remote) => {
    for (const role of Role.options) {
      const headers = bearer(await jwt({ role }));
      for (const method of methods) {
        const allowed = Role.options.indexOf(role) >= Role.options.indexOf(method.role);
        const expected = allowed ? letIn : { error: { code: -32003, data: { kind: 'auth.forbidden' } } };
        const answer = await signed.ask('/rpc', { remote, headers, body: wrongParams(method.name) });
        expect([role, method.name, answer.json()]).toMatchObject([role, method.name, expected]);
      }
    }
  });

  it.each(protectedPaths)('%s needs a token, and the generated one is none', async (path, verb) => {
    for (const remote of [false, true]) {
      expect((await signed.ask(path, { remote, verb })).status).toBe(401);
      expect((await signed.ask(path, { remote, verb, headers: bearer(token) })).status).toBe(401);
      expect((await signed.ask(path, { remote, verb, headers: { 'x-hero-user': 'ada' } })).status).toBe(401);
    }
  });

  it.each<[string, () => Promise<string>, string]>([
    ['another key', async () => jwt({ key: `${secret}!` }), 'not signed'],
    ['another audience', async () => jwt({ audience: 'hero-other' }), '\\"aud\\"'],
    ['no expiry', async () => jwt({ expires: null }), '\\"exp\\"'],
    ['a past expiry', async () => jwt({ expires: '-1h' }), 'expired'],
    ['no role', async () => jwt({ role: '' }), '\\"role\\"'],
    ['an unknown role', async () => jwt({ role: 'root' }), '\\"role\\"'],
    ['another algorithm', async () => jwt({ algorithm: 'HS512' }), 'not signed'],
    ['no signature', async () => noneToken, 'not signed'],
    ['no form at all', async () => 'x', 'not signed'],
  ])('refuses a token with %s', async (_name, make, reason) => {
    for (const remote of [false, true]) {
      const answer = await signed.ask('/metrics', { remote, headers: bearer(await make()) });
      expect(answer).toMatchObject({ status: 401, body: expect.stringContaining(reason) });
    }
  });

  it('refuses another scheme', async () => {
    expect(
      (await signed.ask('/metrics', { headers: { authorization: `Basic ${await jwt()}` } })).status,
    ).toBe(401);
  });

  it('refuses to start with a secret of less than 32 bytes', async () => {
    await expect(HttpBench.open({ secret: 'x'.repeat(31) })).rejects.toThrow(
      '31 bytes; it needs at least 32',
    );
  });

  it('refuses to start without any token for TCP', async () => {
    await expect(HttpBench.open({ token: '' })).rejects.toThrow('HERO_SECRET or a generated token');
  });
});

describe('configured names', () => {
  it('takes configured origins and their host', async () => {
    await using bench = await HttpBench.open({ origins: ['https://hero.example'] });
    const headers = { origin: 'https://hero.example', ...bearer(token) };
    expect((await bench.ask('/metrics', { remote: true, headers })).status).toBe(200);
    expect(
      (await bench.ask('/metrics', { remote: true, headers: { ...headers, host: 'hero.example' } })).status,
    ).toBe(200);
    const foreign = { ...headers, origin: 'http://hero.example' };
    expect((await bench.ask('/metrics', { remote: true, headers: foreign })).status).toBe(403);
  });

  it('takes any address, but no name, when it is reached on all addresses', async () => {
    await using bench = await HttpBench.open({ host: '0.0.0.0' });
    const ask = async (host: string) =>
      bench.ask('/metrics', { remote: true, headers: { host, ...bearer(token) } });
    expect((await ask('192.168.1.7:3780')).status).toBe(200);
    expect((await ask('[fe80::1]:3780')).status).toBe(200);
    expect((await ask('evil.example:3780')).status).toBe(403);
  });

  it('takes the configured host', async () => {
    await using bench = await HttpBench.open({ host: 'Workshop.local' });
    const ask = async (host: string) =>
      bench.ask('/metrics', { remote: true, headers: { host, ...bearer(token) } });
    expect((await ask('workshop.local:3780')).status).toBe(200);
    expect((await ask('other.local:3780')).status).toBe(403);
  });
});

describe('the audit name', () => {
  const who = async (bench: HttpBench, headers: Record<string, string>, remote = false) =>
    (await bench.ask('/rpc', { remote, headers, body: call('echo.text', { text: '' }) })).json();

  it('is what a proxy says on the plain Unix socket, without control characters', async () => {
    await using bench = await HttpBench.open();
    expect(await who(bench, { 'x-hero-user': ' ada\u00e9 ' })).toMatchObject({ result: { user: 'ada' } });
    expect(await who(bench, {})).toMatchObject({ result: { user: null } });
    expect(await who(bench, { 'x-hero-user': 'mallory', ...bearer(token) }, true)).toMatchObject({
      result: { user: null },
    });
  });

  it('is the subject of a token where there are tokens', async () => {
    await using bench = await HttpBench.open({ secret });
    const headers = { 'x-hero-user': 'mallory', ...bearer(await jwt()) };
    expect(await who(bench, headers)).toMatchObject({ result: { user: 'ada' } });
  });
});

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  createTempHome,
  type Daemon,
  daemonCommand,
  openUds,
  rpcCall,
  startDaemon,
  type TempHome,
  udsRequest,
} from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { messageStream, startUpstream } from './start-upstream.ts';

const secret = 'sk-ant-planted-secret';
const token = 'hero-session-token';
const tokenSha256 = createHash('sha256').update(token).digest('hex');

function start(home: TempHome, env: Record<string, string>): Promise<Daemon> {
  const socket = join(home.socketDir, 'hero_claude_gateway.sock');
  return startDaemon({ ...daemonCommand('gateway'), env: { ...home.env, ...env }, socket });
}

/** Runs it to its end, for what must not stay. */
async function run(home: TempHome, env: Record<string, string>, ...args: string[]) {
  const { command, args: all } = daemonCommand('gateway');
  const options = { env: { ...home.env, ...env }, timeout: 20_000 };
  return new Promise<{ code: number | string | null; stdout: string; stderr: string }>((resolve) => {
    execFile(command, [...all, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr }),
    );
  });
}

async function openSession(daemon: Daemon, home: TempHome): Promise<string> {
  const run_dir = join(home.dir, 'hero', 'var', 'hero_claude', 'run', '00000001');
  const opened = await rpcCall<{ model_socket: string }>(daemon.socket, 'session.open', {
    session_id: '00000001',
    token_sha256: tokenSha256,
    run_dir,
    uid: process.getuid?.(),
    gid: process.getgid?.(),
    egress: { policy: 'allowlist', allow: ['a.example:8443'] },
  });
  return opened.model_socket;
}

function ask(socket: string, body: object = {}) {
  return udsRequest(socket, {
    method: 'POST',
    path: '/v1/messages',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
}

/** Every file below a directory, as text. */
async function allText(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return texts.join('\n');
}

describe('the daemon', () => {
  it('serves a session, answers for it, and forgets nothing over kill -9', async () => {
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(messageStream('msg_1', 5));
    });
    await using home = await createTempHome();
    const env = { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: secret };
    const first = await start(home, env);
    const model = await openSession(first, home);
    expect((await ask(model)).status).toBe(200);
    await expect
      .poll(() => rpcCall(first.socket, 'session.usage', { session_id: '00000001' }))
      .toMatchObject({
        messages: 1,
        output_tokens: 5,
        unpriced_calls: 1,
        models: [{ model: 'claude-test' }],
      });
    await first.kill9();
    await expect(ask(model)).rejects.toThrow(/ECONNREFUSED/);

    await using second = await start(home, env);
    expect((await ask(model)).status).toBe(200);
    expect(await rpcCall(second.socket, 'session.list')).toMatchObject([
      { session_id: '00000001', problem: null, egress: { policy: 'allowlist', allow: ['a.example:8443'] } },
    ]);
    expect(await rpcCall(second.socket, 'session.usage', { session_id: '00000001' })).toMatchObject({
      messages: 1,
      input_tokens: 10,
    });
    expect(await rpcCall(second.socket, 'credential.status')).toMatchObject({
      source: 'ANTHROPIC_API_KEY',
      problem: null,
    });
    expect(await rpcCall(second.socket, 'gateway.health')).toMatchObject({ status: 'ok', sessions: 1 });
    await rpcCall(second.socket, 'session.close', { session_id: '00000001' });
    await expect(ask(model)).rejects.toThrow(/ENOENT/);
    await expect(rpcCall(second.socket, 'session.usage', { session_id: 'ffffffff' })).rejects.toMatchObject({
      kind: 'session.not_found',
    });
    const kept = (await allText(join(home.dir, 'hero'))) + first.logs() + second.logs();
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(token);
  });

  it('takes what the environment leaves open from its file, and says what is wrong with a value', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using home = await createTempHome();
    const file = join(home.dir, 'hero', 'cfg', 'hero_claude', 'env');
    await writeFile(file, `CLAUDE_CODE_OAUTH_TOKEN=from-file\nHERO_CLAUDE_MODEL_URL=http://127.0.0.1:1\n`);
    await using daemon = await start(home, { HERO_CLAUDE_MODEL_URL: upstream.url });
    await ask(await openSession(daemon, home));
    expect(upstream.seen[0]?.headers.authorization).toBe('Bearer from-file');
    const wrong = await run(home, { HERO_CLAUDE_MODEL_URL: 'ftp://x' });
    expect(wrong).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('HERO_CLAUDE_MODEL_URL="ftp://x"'),
    });
  });

  it('sums up what was used, and tells of a session that uses more or is refused', async () => {
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, {
        'content-type': 'text/event-stream',
        'anthropic-ratelimit-unified-5h-utilization': '0.42',
        'anthropic-ratelimit-unified-5h-reset': String(Math.ceil(Date.now() / 1_000) + 3_600),
      });
      res.end(messageStream('msg_1', 1_000, 'claude-opus-4-8'));
    });
    await using home = await createTempHome();
    await using daemon = await start(home, {
      HERO_CLAUDE_MODEL_URL: upstream.url,
      CLAUDE_CODE_OAUTH_TOKEN: 'oat',
      HERO_CLAUDE_BUDGET_USD_PER_DAY: '2.78',
    });
    const model = await openSession(daemon, home);
    const money = { session_id: '00000001', cost_usd: 0, equivalent: true, used_percent: 0, refused: null };
    const limit = { session_id: '00000001', budget_usd: 0.01, token_limit: null };
    expect(await rpcCall(daemon.socket, 'session.limit', limit)).toMatchObject({
      ...money,
      budget_usd: 0.01,
    });
    const { next } = await rpcCall<{ next: number }>(daemon.socket, 'usage.changes');
    const change = rpcCall(daemon.socket, 'usage.changes', { after: next, wait_ms: 20_000 });
    const body = { model: 'claude-opus-4-8', max_tokens: 10 };
    expect((await ask(model, body)).status).toBe(200);
    expect(await change).toMatchObject({
      sessions: [{ session_id: '00000001', tokens: expect.any(Number) }],
    });
    expect((await ask(model, body)).status).toBe(402);
    const changed = await rpcCall(daemon.socket, 'usage.changes', { after: next });
    expect(changed).toMatchObject({ sessions: [{ refused: expect.stringContaining('$0.03 of $0.01') }] });
    const day = new Date().toISOString().slice(0, 10);
    const row = { calls: 1, input_tokens: 10, output_tokens: 1_000, cost_usd: 0.0278, unpriced_calls: 0 };
    for (const [by, key] of [
      ['session', '00000001'],
      ['model', 'claude-opus-4-8'],
      ['day', day],
    ]) {
      expect(await rpcCall(daemon.socket, 'usage.summary', { by })).toMatchObject({
        rows: [{ key, ...row }],
        total: row,
        equivalent: true,
        today: { cost_usd: 0.0278, budget_usd: 2.78, token_limit: null, used_percent: 1 },
        account: { five_hour: { used_percent: 42 }, seven_day: null },
      });
    }
    const since = new Date(Date.now() + 60_000).toISOString();
    const none = await rpcCall(daemon.socket, 'usage.summary', { by: 'day', since });
    expect(none).toMatchObject({ rows: [], total: { calls: 0, cost_usd: 0 } });
    const metrics = (await udsRequest(daemon.socket, { path: '/metrics' })).body;
    expect(metrics).toContain('budget_refusals_total{reason="budget_reached"} 1');
  });

  it('gives back what a killed gateway held back, and forgets neither the budget nor what was counted', async () => {
    let begun = 0;
    await using upstream = await startUpstream((res) => {
      begun += 1;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      const stream = messageStream(`msg_${begun}`, 1_000, 'claude-opus-4-8');
      if (begun === 1) res.write(stream.slice(0, 400));
      else res.end(stream);
    });
    await using home = await createTempHome();
    const env = { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: secret };
    const first = await start(home, env);
    const model = await openSession(first, home);
    const limit = { session_id: '00000001', budget_usd: 0.02, token_limit: null };
    await rpcCall(first.socket, 'session.limit', limit);
    const body = { model: 'claude-opus-4-8', max_tokens: 64_000 };
    const cut = Promise.allSettled([ask(model, body)]);
    const money = (daemon: Daemon) => rpcCall(daemon.socket, 'session.usage', { session_id: '00000001' });
    await expect.poll(() => money(first)).toMatchObject({ messages: 1, output_tokens: 1 });
    await first.kill9();
    expect(await cut).toMatchObject([{ status: 'rejected' }]);
    await using second = await start(home, env);
    expect(await money(second)).toMatchObject({ messages: 1, budget_usd: 0.02, used_percent: 14.1 });
    // What the first call held back was more than the budget.
    expect((await ask(model, body)).status).toBe(200);
    expect((await ask(model, body)).status).toBe(402);
  });

  it('does not start with prices that cannot be read', async () => {
    await using home = await createTempHome();
    const file = join(home.dir, 'hero', 'cfg', 'hero_claude', 'prices.json');
    await writeFile(file, '{"version":"1","models":{"m":{"input":-1}}}');
    expect(await run(home, {})).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('models.m.input'),
    });
  });

  it('is alone: a second one exits 75 and names the first', async () => {
    await using home = await createTempHome();
    await using daemon = await start(home, {});
    expect(await run(home, {})).toMatchObject({
      code: 75,
      stderr: expect.stringContaining(`a server with pid ${daemon.pid}`),
    });
    expect((await udsRequest(daemon.socket, { path: '/health' })).status).toBe(200);
  });

  it('lets a call end on SIGTERM, is gone within five seconds all the same, and is waited for by the next', async () => {
    let finish: (() => void) | undefined;
    await using upstream = await startUpstream((res) => {
      res.writeHead(200).write('a');
      finish ??= () => res.end('b');
    });
    await using home = await createTempHome();
    const env = { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: secret };
    const daemon = await start(home, env);
    const model = await openSession(daemon, home);
    const call = { method: 'POST', path: '/v1/messages', headers: { authorization: `Bearer ${token}` } };
    const ends = await openUds(model, call);
    const hangs = await openUds(model, call);
    hangs.on('error', () => undefined);
    const began = Date.now();
    const exit = daemon.stop();
    const next = start(home, env);
    finish?.();
    expect((await buffer(ends)).toString()).toBe('ab');
    await new Promise((resolve) => hangs.once('close', resolve));
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(Date.now() - began).toBeLessThan(5_000);
    await using second = await next;
    expect(await rpcCall(second.socket, 'session.list')).toMatchObject([{ problem: null }]);
  });

  it('prints its manifest without starting', async () => {
    await using home = await createTempHome();
    const printed = await run(home, {}, '--info', '--json');
    expect(JSON.parse(printed.stdout)).toMatchObject({ name: 'hero_claude_gateway' });
    expect((await run(home, {}, '--nonsense')).code).toBe(2);
  });

  it('shows health, metrics and its document on the control socket, to no web page', async () => {
    await using home = await createTempHome();
    await using daemon = await start(home, {});
    const get = (path: string, headers = {}) => udsRequest(daemon.socket, { path, headers });
    expect((await get('/health')).json()).toMatchObject({
      status: 'ok',
      service: 'hero_claude_gateway',
      pid: daemon.pid,
    });
    expect((await get('/metrics')).body).toContain('hero_claude_gateway_model_calls_in_flight 0');
    expect((await get('/.well-known/heroservice.json')).json()).toMatchObject({ protocol: 'openrpc' });
    const committed: unknown = JSON.parse(
      await readFile(join(import.meta.dirname, '..', 'openrpc.json'), 'utf8'),
    );
    expect((await get('/openrpc.json')).json()).toEqual(committed);
    expect((await get('/health', { origin: 'http://localhost' })).status).toBe(403);
    expect((await stat(daemon.socket)).mode & 0o777).toBe(0o600);
  });
});

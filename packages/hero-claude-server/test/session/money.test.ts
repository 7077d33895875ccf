import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTempHome,
  daemonCommand,
  rpcCall,
  SessionWatch,
  script,
  startDaemon,
  startModelServer,
  type TempHome,
  text,
  udsRequest,
} from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import type { SessionRecord } from '../../src/adapters/store/session-record.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import type { SessionMoney, UsageSummary } from '../../src/domain/money/money.ts';
import { settleSpec } from '../../src/domain/session/session-params.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';
import { startServer } from '../support/server-without-engine.ts';

const token = 'hero-token';
const ids = { shop: '00000001', both: '00000002' };

function recordOf(sessionId: string, name: string, repos: string[]): SessionRecord {
  const at = new Date().toISOString();
  const params = { repos, task: 'x', budget_usd: 0.01 };
  return {
    sessionId,
    name,
    namedBy: 'person',
    task: 'x',
    status: 'stopped',
    statusBefore: null,
    spec: settleSpec({ ...params, trust_project: true }, { image: 'i', cpu: 1, memoryGb: 1 }),
    labels: {},
    agent: null,
    problem: null,
    undelivered: false,
    money: null,
    diffSize: null,
    resume: null,
    startPrompt: null,
    containerId: null,
    conversation: 'c',
    taskUuid: sessionId,
    createdAt: at,
    updatedAt: at,
    startedAt: at,
    finishedAt: null,
    destroyedAt: null,
    repos: [],
  };
}

/** Sessions on record, as if they had been created and had run. */
async function keepSessions(home: TempHome): Promise<void> {
  const dataDir = join(home.dir, 'hero', 'var', 'hero_claude');
  await mkdir(dataDir, { recursive: true });
  await using db = await openDatabase(join(dataDir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const store = new SessionStore(db);
  const facts = { base: { ref: 'main', commit: 'a' }, snapshot: 'a', remoteUrl: null, notes: [] };
  const more = { identity: { name: '', email: '' }, uncommittedFiles: [], filteredPaths: [] };
  for (const [id, name, repos] of [
    [ids.shop, 'Mend the login', ['shop']],
    [ids.both, 'Do both', ['shop', 'lib']],
  ] as const) {
    const all = repos.map((repo) => ({
      namedBy: 'person',
      name: repo,
      branch: 'b',
      facts: { ...facts, ...more },
      delivery: null,
    }));
    await mkdir(join(home.buildDir, id), { recursive: true });
    store.insert(recordOf(id, name, [...repos]));
    // `insert` begins a session; this one has a past.
    store.change(id, { status: 'stopped', startedAt: new Date().toISOString() });
    store.putRepos(id, all);
  }
}

async function openStage() {
  const home = await createTempHome();
  await keepSessions(home);
  const model = await startModelServer();
  const gatewaySocket = join(home.socketDir, 'hero_claude_gateway.sock');
  const env = { ...home.env, HERO_CLAUDE_MODEL_URL: model.url, CLAUDE_CODE_OAUTH_TOKEN: 'oat' };
  const gateway = await startDaemon({ ...daemonCommand('gateway'), env, socket: gatewaySocket });
  const server = await startServer({ home });
  const control = <T = unknown>(method: string, params: object) => rpcCall<T>(gatewaySocket, method, params);
  return {
    control,
    rpc: <T = unknown>(method: string, params?: object) => server.rpc<T>(method, params),
    watch: (id: string) => new SessionWatch(server.daemon.socket, id),
    /** Opens the model socket of a session and makes a call that costs 0.016 dollars. */
    async ask(id: string, headers = {}) {
      const { model_socket } = await control<{ model_socket: string }>('session.open', {
        session_id: id,
        token_sha256: createHash('sha256').update(token).digest('hex'),
        run_dir: join(home.dir, 'run', id),
        uid: process.getuid?.(),
        gid: process.getgid?.(),
        egress: { policy: 'none' },
      });
      const usage = { input_tokens: 2_000, output_tokens: 400 };
      const body = {
        model: 'claude-opus-4-5',
        max_tokens: 1_000,
        stream: true,
        messages: [{ role: 'user', content: script(text('done', { usage, headers })) }],
      };
      const path = '/v1/messages?beta=true';
      const authorization = `Bearer ${token}`;
      return udsRequest(model_socket, { method: 'POST', path, headers: { authorization }, body });
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await gateway.stop();
      await model.close();
      await home.close();
    },
  };
}

const moneyOf = (session: object) => (session as { money: SessionMoney }).money;

test('a session says what it costs, when its budget runs out, and when that was raised', async () => {
  await using stage = await openStage();
  const watch = stage.watch(ids.shop);
  expect(moneyOf(await watch.until(() => true))).toMatchObject({
    cost_usd: 0,
    budget_usd: 0.01,
    level: 'ok',
  });
  await stage.control('session.limit', { session_id: ids.shop, budget_usd: 0.02, token_limit: null });
  expect((await stage.ask(ids.shop)).status).toBe(200);
  const costly = await watch.until((session) => moneyOf(session).cost_usd > 0.01);
  expect(moneyOf(costly)).toEqual({
    cost_usd: 0.02,
    tokens: 2_400,
    unpriced_calls: 0,
    equivalent: true,
    budget_usd: 0.02,
    token_limit: null,
    used_percent: 100,
    level: 'warning',
    reason: null,
  });
  expect((await stage.ask(ids.shop)).status).toBe(402);
  const reached = await watch.until((session) => session.problem?.kind === 'budget.reached');
  expect(reached.bucket).toBe('needs_you');
  expect(moneyOf(reached)).toMatchObject({
    level: 'reached',
    reason: expect.stringContaining('$0.02 of $0.02'),
  });
  const { entries } = await stage.rpc<{ entries: { operation: string }[] }>('logs.get', {
    session_id: ids.shop,
  });
  expect(entries.map(({ operation }) => operation)).toEqual(['budget.reached', 'budget.warning']);
  await stage.control('session.limit', { session_id: ids.shop, budget_usd: 1, token_limit: null });
  const raised = await watch.until((session) => (session.problem ?? null) === null);
  expect(moneyOf(raised)).toMatchObject({ level: 'ok', used_percent: 2, reason: null });
});

test('usage is summed up by session, repository, model and day, and with it the account', async () => {
  await using stage = await openStage();
  const headers = { 'anthropic-ratelimit-unified-7d-utilization': '0.85' };
  for (const id of [ids.shop, ids.both, ids.both]) expect((await stage.ask(id, headers)).status).toBe(200);
  const by = (what: string, more = {}) => stage.rpc<UsageSummary>('usage.summary', { by: what, ...more });
  const one = { calls: 1, input_tokens: 2_000, output_tokens: 400, cost_usd: 0.02, unpriced_calls: 0 };
  const two = { calls: 2, input_tokens: 4_000, output_tokens: 800, cost_usd: 0.04 };
  const account = { five_hour: null, seven_day: { used_percent: 85 } };
  expect(await by('session')).toMatchObject({
    rows: [
      { key: ids.both, label: 'Do both', ...two },
      { key: ids.shop, label: 'Mend the login', ...one },
    ],
    total: { calls: 3, cost_usd: 0.06 },
    equivalent: true,
    account,
  });
  expect((await by('repo')).rows).toMatchObject([
    { key: 'shop + lib', ...two },
    { key: 'shop', ...one },
  ]);
  expect((await by('model')).rows).toMatchObject([{ key: 'claude-opus-4-5', calls: 3 }]);
  const today = new Date().toISOString().slice(0, 10);
  expect((await by('day', { since: today })).rows).toMatchObject([{ key: today, calls: 3 }]);
  expect(await by('day', { until: today })).toMatchObject({ rows: [], total: { calls: 0, cost_usd: 0 } });
  await expect(by('day', { since: 'yesterday' })).rejects.toMatchObject({ code: -32602 });
  const usage = await stage.rpc('session.usage', { session_id: ids.both });
  expect(usage).toMatchObject({
    messages: 2,
    cost_usd: 0.04,
    models: [{ cost_usd: 0.04 }],
    agent_cost_usd: 0,
  });
  await stage.watch(ids.both).until((session) => moneyOf(session).tokens === 4_800);
  expect(await stage.rpc('server.info')).toMatchObject({ account });
  const { checks } = await stage.rpc<{ checks: { name: string }[] }>('server.health');
  expect(checks.find(({ name }) => name === 'account')).toEqual({
    name: 'account',
    status: 'warn',
    message: '7 d: 85 % used',
  });
});

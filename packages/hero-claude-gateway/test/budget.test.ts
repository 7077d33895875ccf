import { type ClientRequest, request, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { toNanoUsd, toUsd } from '../src/prices/cost.ts';
import { post, until } from './model-client.ts';
import { openTestGateway, type TestGateway, type TestSession } from './open-test-gateway.ts';
import { messageStream, startUpstream } from './start-upstream.ts';

const model = 'claude-sonnet-4-5';
const streamType = { 'content-type': 'text/event-stream' };
/** 3 + 1,000 × 0.3 + 200 × 3.75 + 100 × 6 dollars per million, and a cent and a half for 1,000 tokens of output. */
const costOfAnswer = 0.016_68;

let ids = 0;
/** An answer that costs `costOfAnswer`. */
function answer(res: ServerResponse): void {
  ids += 1;
  res.writeHead(200, streamType).end(messageStream(`msg_${ids}`, 1_000, model));
}

function ask(session: TestSession, more: object = {}, path?: string) {
  return post(session, path, {}, { model, max_tokens: 1_000, messages: [], ...more });
}

function limit(test: TestGateway, session: TestSession, usd: number | null, tokens: number | null = null) {
  test.gateway.budgets.setLimits(session.id, { nanoUsd: usd === null ? null : toNanoUsd(usd), tokens });
}

const errorOf = (body: string) => (JSON.parse(body) as { error: { type: string; message: string } }).error;

describe('a budget', () => {
  it('is used up to its last cent, then ends in the words of the API, for this session alone', async () => {
    await using upstream = await startUpstream(answer);
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const [session, other] = [await test.openSession(), await test.openSession()];
    limit(test, session, 0.02);
    expect((await ask(session)).status).toBe(200);
    expect((await ask(session)).status).toBe(200);
    const refused = await ask(session);
    expect([refused.status, errorOf(refused.body).type]).toEqual([402, 'billing_error']);
    expect(errorOf(refused.body).message).toContain(
      `the budget of this session is reached: $0.03 of $0.02 is used. Raise it: hero-claude session configure ${session.id}`,
    );
    expect(upstream.seen).toHaveLength(2);
    expect(test.gateway.budgets.state(session.id)).toMatchObject({
      refused: expect.stringContaining('is reached'),
    });
    // What costs nothing goes on, and so does everybody else.
    expect((await ask(session, {}, '/v1/messages/count_tokens')).status).toBe(200);
    expect((await ask(other)).status).toBe(200);
    limit(test, session, 1);
    expect((await ask(session)).status).toBe(200);
    expect(test.gateway.budgets.state(session.id)).toMatchObject({ refused: null, usedPercent: 5 });
  });

  it('in tokens counts those of every kind', async () => {
    await using upstream = await startUpstream(answer);
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    limit(test, session, null, 2_310);
    expect((await ask(session)).status).toBe(200);
    expect(errorOf((await ask(session)).body).message).toContain('2,310 of 2,310 tokens are used');
  });

  it('survives a restart, and with it what was spent; the calls that were cut hold nothing back', async () => {
    let begun = 0;
    await using upstream = await startUpstream((res) => {
      begun += 1;
      if (begun === 1) res.writeHead(200, streamType).write(messageStream('msg_cut', 1, model).slice(0, 400));
      else answer(res);
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    limit(test, session, 0.02);
    const cut = ask(session);
    await until(() => test.gateway.budgets.state(session.id).usedPercent !== 0);
    const outcome = Promise.allSettled([cut]);
    await test.restart();
    expect(await outcome).toMatchObject([{ status: 'rejected' }]);
    const { limits, usedPercent } = test.gateway.budgets.state(session.id);
    // The input alone, and one token of output.
    expect([limits.nanoUsd, usedPercent]).toEqual([toNanoUsd(0.02), 8.5]);
    expect((await ask(session)).status).toBe(200);
    expect((await ask(session)).status).toBe(200);
    expect((await ask(session)).status).toBe(402);
  });
});

describe('eight sessions on the last cent', () => {
  async function openEight(env: NodeJS.ProcessEnv) {
    const test = await openTestGateway({ env });
    const opened = Array.from({ length: 8 }, () => test.openSession());
    return { test, sessions: await Promise.all(opened) };
  }

  it('overshoot it by one reserved call at most', async () => {
    const held: ServerResponse[] = [];
    await using upstream = await startUpstream((res) => void held.push(res));
    const { test, sessions } = await openEight({
      HERO_CLAUDE_MODEL_URL: upstream.url,
      HERO_CLAUDE_BUDGET_USD_PER_DAY: '0.01',
    });
    await using _test = test;
    const calls = sessions.map((session) => ask(session));
    await until(() => held.length === 1 && test.gateway.budgets.waiting === 7);
    held.forEach(answer);
    const answers = await Promise.all(calls);
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, 402, 402, 402, 402, 402, 402, 402]);
    expect(toUsd(test.gateway.budgets.day().spent.nanoUsd)).toBe(costOfAnswer);
    expect(upstream.seen).toHaveLength(1);
    expect(test.gateway.budgets.day().reserved).toEqual({ nanoUsd: 0, tokens: 0 });
    const refused = answers.find(({ status }) => status === 402);
    expect(errorOf(refused?.body ?? '').message).toContain(
      'the budget of all sessions for today (UTC) is reached: $0.02 of $0.01 is used',
    );
  });

  it('wait for each other rather than being refused while there is money left', async () => {
    await using upstream = await startUpstream(answer);
    const { test, sessions } = await openEight({
      HERO_CLAUDE_MODEL_URL: upstream.url,
      // A call is taken to cost more than that, and costs an eighth.
      HERO_CLAUDE_BUDGET_USD_PER_DAY: String(costOfAnswer * 8),
    });
    await using _test = test;
    const answers = await Promise.all(sessions.map((session) => ask(session, { max_tokens: 64_000 })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await ask(await test.openSession())).status).toBe(402);
  });

  it('are told to ask again when the others take too long', async () => {
    const held: ServerResponse[] = [];
    await using upstream = await startUpstream((res) => void held.push(res));
    await using test = await openTestGateway({
      env: { HERO_CLAUDE_MODEL_URL: upstream.url },
      limits: { budgetPatienceMs: 50 },
    });
    const session = await test.openSession();
    limit(test, session, 0.001);
    const first = ask(session);
    await until(() => held.length === 1);
    const second = await ask(session);
    expect([second.status, errorOf(second.body).type]).toEqual([503, 'api_error']);
    held.forEach(answer);
    expect((await first).status).toBe(200);
  });
});

describe('a model whose price is not known', () => {
  it('is counted, priced later, and refused only where a budget in dollars holds', async () => {
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, streamType).end(messageStream('msg_1', 100, 'claude-new'));
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const askNew = () => ask(session, { model: 'claude-new' });
    expect((await askNew()).status).toBe(200);
    await until(() => test.gateway.ledger.sums.total().output_tokens === 100);
    expect(test.gateway.ledger.sums.total()).toMatchObject({ unpriced_calls: 1, cost_usd: 0 });
    limit(test, session, 5);
    const refused = await askNew();
    expect([refused.status, errorOf(refused.body).message]).toEqual([
      402,
      expect.stringContaining('the price of model "claude-new" is not known'),
    ]);
    limit(test, session, null, 1_000_000);
    expect((await askNew()).status).toBe(200);
    await test.writeConfig('prices.json', {
      version: 'mine',
      models: { 'claude-new': { input: 0, output: 10, cache_read: 0, cache_write: 0, cache_write_hour: 0 } },
    });
    await test.restart();
    expect(test.gateway.ledger.sums.total()).toMatchObject({ unpriced_calls: 0, cost_usd: 0.001 });
  });

  it('cannot be hidden in a request that names none, or in one that is encoded', async () => {
    await using upstream = await startUpstream(answer);
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    limit(test, session, 5);
    expect((await post(session, undefined, {}, { a: 1 })).status).toBe(400);
    expect((await post(session, undefined, { 'content-encoding': 'gzip' }, { model })).status).toBe(400);
    expect(upstream.seen).toEqual([]);
  });
});

it('a request that says twice what its price depends on is refused in the shape of the API', async () => {
  await using upstream = await startUpstream(answer);
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const session = await test.openSession();
  limit(test, session, 5);
  const body = `{"model":"${model}",${'"max_tokens":1,'.repeat(100)}"max_tokens":64000}`;
  const refused = await post(session, undefined, {}, body);
  expect([refused.status, errorOf(refused.body)]).toEqual([
    400,
    {
      type: 'invalid_request_error',
      message: expect.stringContaining('"max_tokens" is there more than once'),
    },
  ]);
  expect(upstream.seen).toEqual([]);
  expect(test.gateway.budgets.day().reserved).toEqual({ nanoUsd: 0, tokens: 0 });
});

describe('a call that waits for the budget', () => {
  it('is passed on byte by byte as it came', async () => {
    await using upstream = await startUpstream(answer);
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    limit(test, session, 5);
    const body = { model, max_tokens: 10, messages: [{ role: 'user', content: 'ä"\\ '.repeat(200_000) }] };
    expect((await post(session, undefined, {}, body)).status).toBe(200);
    expect(upstream.seen[0]?.body).toBe(JSON.stringify(body));
    expect(upstream.seen[0]?.headers['content-length']).toBe(String(Buffer.byteLength(JSON.stringify(body))));
  });

  it('holds no more memory than one request of the largest size', async () => {
    const held: ServerResponse[] = [];
    await using upstream = await startUpstream((res) => void held.push(res));
    const env = { HERO_CLAUDE_MODEL_URL: upstream.url, HERO_CLAUDE_MAX_REQUEST_MB: '1' };
    await using test = await openTestGateway({ env });
    const session = await test.openSession();
    limit(test, session, 5);
    const large = () => ask(session, { messages: ['x '.repeat(300_000)] });
    const first = large();
    await until(() => held.length === 1);
    expect((await large()).status).toBe(529);
    held.forEach(answer);
    expect((await first).status).toBe(200);
    const third = large();
    await until(() => held.length === 2);
    held.slice(1).forEach(answer);
    expect((await third).status).toBe(200);
  });

  it('gives back what it held when its client leaves before it is sent, and when the API refuses it', async () => {
    const held: ServerResponse[] = [];
    await using upstream = await startUpstream((res) => void held.push(res));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    limit(test, session, 0.001);
    const { budgets } = test.gateway;
    const refused = ask(session);
    await until(() => held.length === 1);
    const waiting = leavable(session);
    await until(() => budgets.waiting === 1);
    waiting.destroy();
    await until(() => budgets.waiting === 0);
    expect(held).toHaveLength(1);
    held[0]?.writeHead(529).end();
    expect((await refused).status).toBe(529);
    await until(() => budgets.day().reserved.tokens === 0);
    expect(budgets.state(session.id).spent).toEqual({ nanoUsd: 0, tokens: 0 });
  });
});

describe('a call that the API got whole', () => {
  it.each<[string, (res: ServerResponse) => void]>([
    ['whose client leaves before the answer begins', () => undefined],
    [
      'whose client leaves before the answer says what it cost',
      (res) => res.writeHead(200, { 'content-type': 'application/json' }).write('{"id":"msg_1","content":['),
    ],
  ])('%s has used all that was held back for it', async (_name, begin) => {
    await using upstream = await startUpstream(begin);
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    limit(test, session, 0.01);
    const { budgets, ledger } = test.gateway;
    const call = leavable(session);
    await until(() => upstream.seen.length === 1);
    const reserved = { ...budgets.day().reserved };
    expect(toUsd(reserved.nanoUsd)).toBeGreaterThan(0.015);
    call.destroy();
    await until(() => budgets.day().reserved.tokens === 0);
    expect(budgets.state(session.id).spent).toEqual(reserved);
    expect(ledger.sums.total()).toMatchObject({ calls: 1, output_tokens: 1_000 });
    await until(() => ledger.listCalls({ after: 0, limit: 10 }).length > 0);
    expect(ledger.listCalls({ after: 0, limit: 10 })).toMatchObject([
      { outcome: 'client_gone', message_id: expect.stringMatching(/^estimated_/) },
    ]);
    expect((await ask(session)).status).toBe(402);
    expect(upstream.seen).toHaveLength(1);
  });
});

it.each<[string, (res: ServerResponse) => void, number]>([
  ['before it answers', (res) => res.destroy(), 0],
  [
    'before its answer says what it cost',
    (res) => res.writeHead(200, { 'content-type': 'application/json' }).write('{"id":', () => res.destroy()),
    2,
  ],
])('a call whose upstream is lost %s has used what was seen of it', async (_name, lose, output_tokens) => {
  await using upstream = await startUpstream(lose);
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const session = await test.openSession();
  limit(test, session, 0.01);
  const { budgets, ledger } = test.gateway;
  await ask(session).catch(() => undefined);
  await until(() => ledger.listCalls({ after: 0, limit: 10 }).length > 0);
  expect(budgets.day().reserved).toEqual({ nanoUsd: 0, tokens: 0 });
  const total = ledger.sums.total();
  expect(total).toMatchObject({ calls: 1, output_tokens });
  expect(total.input_tokens).toBeGreaterThan(0);
  expect(budgets.state(session.id).spent.tokens).toBe(total.input_tokens + output_tokens);
  await ask(session).catch(() => undefined);
  expect(upstream.seen).toHaveLength(2);
});

/** A call whose client can hang up. */
function leavable({ model: socketPath, token }: TestSession): ClientRequest {
  const headers = { authorization: `Bearer ${token}` };
  const call = request({ socketPath, method: 'POST', path: '/v1/messages', headers });
  call.on('error', () => undefined);
  call.end(JSON.stringify({ model, max_tokens: 1_000 }));
  return call;
}

import type { AgentState, Client } from 'hero-claude-sdk';
import {
  apiError,
  type Product,
  type ScriptStepInput,
  script,
  startProduct,
  text,
  tool,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct({
    env: {
      HERO_CLAUDE_FIRST_BYTE_SECONDS: '3',
      HERO_CLAUDE_SILENCE_SECONDS: '4',
      HERO_CLAUDE_IDLE_SECONDS: '3',
      HERO_CLAUDE_QUOTA_SPREAD_SECONDS: '2',
    },
  });
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(async () => product?.close());

async function begin(...steps: ScriptStepInput[]): Promise<string> {
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Go. ${script(...steps)}` });
  await client.session.start({ session_id });
  return session_id;
}

/** The first state of the session's agent, past or to come, that is as `matches` wants it. */
async function agentIs(
  session_id: string,
  matches: (agent: Partial<AgentState>) => boolean,
): Promise<Partial<AgentState>> {
  const agentOf = (data: unknown) => (data as { agent?: Partial<AgentState> | null }).agent ?? {};
  const { data } = await eventUntil(
    client,
    (event) =>
      event.session_id === session_id && event.type === 'session.changed' && matches(agentOf(event.data)),
  );
  return agentOf(data);
}

const isStuck = (why: string) => (agent: Partial<AgentState>) =>
  agent.state === 'stuck' && agent.detail?.includes(why) === true;

const lineOf = (data: unknown) => (data as { line?: string }).line ?? '';

const say = async (session_id: string, ...steps: ScriptStepInput[]) =>
  client.session.send({ session_id, prompt: script(...steps) });

const interrupted = async (session_id: string) => {
  expect(await client.session.interrupt({ session_id })).toMatchObject({ interrupted: true });
  expect((await client.session.info({ session_id })).agent?.state).toBe('idle');
};

test.concurrent('each hang is told with its reason and its time, and what is said to do helps', async () => {
  const session_id = await begin({ hang: true }, text('never'));
  const noByte = await agentIs(session_id, isStuck('the model has not begun to answer'));
  expect(noByte.hint).toContain('session interrupt ends the turn');
  expect(Date.now() - Date.parse(noByte.since ?? '')).toBeGreaterThan(2_000);
  const seen = await client.session.info({ session_id });
  expect(seen).toMatchObject({ bucket: 'needs_you', agent: { state: 'stuck' } });
  await interrupted(session_id);

  // What is written here is the container's word, as every line of its agent is.
  const result = '{"type":"result","subtype":"success","is_error":false,"result":"Done."}';
  const command = `echo '${result}' >> /run/hero-io/out; tail -f /dev/null`;
  await say(session_id, tool('Bash', { command }), text('never'));
  const noEnd = await agentIs(session_id, isStuck('the turn has its result but does not end'));
  expect(noEnd.hint).toContain('session interrupt ends the turn');
  await interrupted(session_id);

  await say(session_id, tool('Bash', { command: 'tail -f /dev/null' }), text('never'));
  const silent = await agentIs(session_id, isStuck('not a line since then'));
  expect(silent.hint).toMatch(/session exec.*session interrupt.*session stop, then session start/);
  await client.session.stop({ session_id });
  await client.session.start({ session_id, prompt: script(text('On again.')) });
  await eventUntil(client, ({ data }) => lineOf(data).includes('"result":"On again."'));
});

test.concurrent('what the model refuses is told as it happens: retries, a login, a used-up account', async () => {
  const asked = () => product.modelServer.requests.filter(({ body }) => body.includes('Marker-model')).length;
  const overloaded = apiError(529, { type: 'overloaded_error', times: 2 });
  const session_id = await begin(overloaded, text('At last, Marker-model.'));
  const retrying = await agentIs(session_id, ({ state, attempt }) => state === 'retrying' && attempt === 2);
  expect(retrying.detail).toMatch(/^529 .*attempt 2\/10$/);
  expect(Date.parse(retrying.until ?? '')).toBeGreaterThan(Date.parse(retrying.since ?? ''));
  await turnDone(client, session_id);
  expect((await client.session.info({ session_id })).last_turn).toMatchObject({
    result: 'At last, Marker-model.',
  });

  const before = asked();
  await say(session_id, apiError(401, { type: 'authentication_error' }), text('Logged in again.'));
  await product.watch(session_id).until(({ problem }) => problem?.kind === 'model.login_refused');
  const refused = await client.session.info({ session_id });
  expect(refused.problem?.message).toMatch(/refuses the login.*hero-claude doctor.*setup-token/);
  expect(refused.bucket).toBe('needs_you');
  expect(asked()).toBe(before + 1);
  await client.session.send({ session_id, prompt: 'Try again.' });
  await turnDone(client, session_id, 3);
  expect(await client.session.info({ session_id })).toMatchObject({
    problem: null,
    last_turn: { is_error: false, result: 'Logged in again.' },
  });

  const until = Math.ceil(Date.now() / 1000) + 10;
  const headers = {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(until),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  };
  const limited: ScriptStepInput = { headers, error: { status: 429, type: 'rate_limit_error' } };
  await say(session_id, limited, text('It goes on.'));
  const quota = await agentIs(session_id, ({ state }) => state === 'quota');
  expect(quota.detail).toContain('five_hour');
  const stagger = Date.parse(quota.until ?? '') - until * 1000;
  expect(stagger).toBeGreaterThanOrEqual(0);
  expect(stagger).toBeLessThan(2_000);
  const refusedAt = asked();
  await turnDone(client, session_id, 5);
  expect(Date.now()).toBeGreaterThanOrEqual(until * 1000);
  expect((await client.session.info({ session_id })).last_turn).toMatchObject({
    is_error: false,
    result: 'It goes on.',
  });
  // Until the end of the limit nobody has asked in vain.
  expect(asked()).toBe(refusedAt + 1);
});

import type { Client } from 'hero-claude-sdk';
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
  product = await startProduct();
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(() => product.close());

/** Lasts until the file `go` is there. */
const hold = tool('Bash', { command: 'until [ -e go ]; do sleep 0.1; done', description: 'wait' });
const says = (words: string) => script(text(words));

async function start(...steps: ScriptStepInput[]): Promise<string> {
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Do. ${script(...steps)}` });
  await client.session.start({ session_id });
  await eventUntil(client, (event) => event.session_id === session_id && lineOf(event).includes('tool_use'));
  return session_id;
}

const letGo = (session_id: string) => client.session.exec({ session_id, command: ['touch', 'go'] });

function lineOf({ type, data }: { type: string; data: unknown }): string {
  return type === 'session.message' ? (data as { line: string }).line : '';
}

async function results(session_id: string): Promise<string[]> {
  const { lines } = await client.session.logs({ session_id, limit: 10_000 });
  const parsed = lines.map((line) => JSON.parse(line) as { type: string; result?: string });
  return parsed.flatMap(({ type, result }) => (type === 'result' ? [result ?? ''] : []));
}

test('queued prompts become a turn each, in their order, through a kill of the server', async () => {
  const session_id = await start(hold, text('first'));
  const send = (prompt: string) => client.session.send({ session_id, prompt });
  const a = await send(says('never'));
  const b = await send(says('before the change'));
  const c = await send(says('third'));
  expect([a, b, c].map(({ state, position }) => [state, position])).toEqual([
    ['queued', 1],
    ['queued', 2],
    ['queued', 3],
  ]);
  await client.queue.cancel({ session_id, uuid: a.uuid });
  await client.queue.move({ session_id, uuid: c.uuid, position: 1 });
  const queued = await client.queue.edit({ session_id, uuid: b.uuid, prompt: says('last') });
  expect(queued.map(({ uuid }) => uuid)).toEqual([c.uuid, b.uuid]);

  let changes = 0;
  const { id } = await eventUntil(client, ({ type }) => type === 'queue.changed' && ++changes === 6);
  await product.server.kill9();
  await product.start('server');
  expect(await client.queue.list({ session_id })).toEqual(queued);
  const isAdopted = ({ type, data }: { type: string; data: unknown }) =>
    type === 'session.changed' && (data as { status?: string }).status === 'running';
  await eventUntil(client, isAdopted, { after: id });
  await letGo(session_id);
  await turnDone(client, session_id, 3);
  expect(await results(session_id)).toEqual(['first', 'third', 'last']);
  expect(await client.queue.list({ session_id })).toEqual([]);
  await expect(client.queue.cancel({ session_id, uuid: c.uuid })).rejects.toMatchObject({
    kind: 'queue.sent',
  });
  await expect(client.queue.cancel({ session_id, uuid: a.uuid })).rejects.toMatchObject({
    kind: 'queue.not_found',
  });
});

test('steering reaches the turn under way, and the same uuid says it once', async () => {
  const session_id = await start(hold, text('one answer'));
  const uuid = crypto.randomUUID();
  const steer = () => client.session.send({ session_id, prompt: 'Also-the-changelog.', mode: 'steer', uuid });
  expect(await steer()).toEqual({ uuid, state: 'sent', position: null });
  expect(await steer()).toEqual({ uuid, state: 'sent', position: null });
  await letGo(session_id);
  await turnDone(client, session_id);
  expect(await results(session_id)).toEqual(['one answer']);
  const asked = product.modelServer.requests.findLast(({ body }) => body.includes('Also-the-changelog.'));
  expect(asked?.body.split('Also-the-changelog.')).toHaveLength(2);
});

test('a prompt sent now cuts the turn short, and an interrupt leaves the queue alone', async () => {
  const session_id = await start(hold, text('never said'));
  const queued = await client.session.send({ session_id, prompt: says('from the queue') });
  expect(await client.session.interrupt({ session_id })).toMatchObject({ interrupted: true });
  await turnDone(client, session_id, 2);
  expect((await results(session_id)).at(-1)).toBe('from the queue');
  expect(queued.state).toBe('queued');

  await client.session.send({ session_id, prompt: script(hold, text('never said either')) });
  await client.session.send({ session_id, prompt: says('at once'), mode: 'now' });
  await letGo(session_id);
  await eventUntil(
    client,
    (event) => event.session_id === session_id && lineOf(event).includes('"result":"at once"'),
  );
  expect(await results(session_id)).not.toContain('never said either');
});

test('a prompt for a session that does not run waits for its start', async () => {
  const { session_id } = await client.session.create({ repos: ['shop'], task: says('the task') });
  const { state } = await client.session.send({ session_id, prompt: says('the follow-up') });
  expect(state).toBe('queued');
  await expect(client.session.send({ session_id, prompt: 'x', mode: 'steer' })).rejects.toMatchObject({
    kind: 'session.wrong_state',
  });
  await client.session.start({ session_id });
  await turnDone(client, session_id, 2);
  expect(await results(session_id)).toEqual(['the task', 'the follow-up']);
});

test('a refused login does not use the queue up: it waits until a person tries again', async () => {
  const session_id = await start(hold, text('first'));
  const refused = script(apiError(403, { message: 'no such login' }), text('never said'));
  for (const prompt of [refused, says('second')]) await client.session.send({ session_id, prompt });
  await letGo(session_id);
  await turnDone(client, session_id, 2);
  expect(await client.queue.list({ session_id })).toMatchObject([{ prompt: says('second') }]);
  await client.session.send({ session_id, prompt: says('third') });
  await turnDone(client, session_id, 4);
  expect((await results(session_id)).slice(2)).toEqual(['second', 'third']);
});

test('model, effort and permission mode change at once, egress too, the bypass from the next start', async () => {
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: says('before'),
    model: 'sonnet',
    permission_mode: 'default',
  });
  const early = await client.session.configure({ session_id, effort: 'high' });
  expect(early.applied).toEqual({ effort: 'next_start' });
  await client.session.start({ session_id });
  await turnDone(client, session_id);

  const change = { model: 'opus', effort: 'low', permission_mode: 'plan', egress: 'none' } as const;
  const { session, applied } = await client.session.configure({ session_id, ...change });
  expect(session).toMatchObject(change);
  expect(applied).toEqual({ model: 'live', effort: 'live', permission_mode: 'live', egress: 'live' });
  const bypass = await client.session.configure({ session_id, permission_mode: 'bypassPermissions' });
  expect(bypass.applied).toEqual({ permission_mode: 'next_start' });
  await client.session.send({ session_id, prompt: `Changed. ${says('after')}` });
  await turnDone(client, session_id, 2);
  const asked = product.modelServer.requests.findLast(({ body }) => body.includes('Changed.'));
  expect(JSON.parse(asked?.body ?? '{}')).toMatchObject({
    model: 'claude-opus-5-5',
    output_config: { effort: 'low' },
  });
});

test('a queue drains through one kill of the server after the other, each prompt once', async () => {
  const session_id = await start(hold, text('answer 0'));
  const numbers = [1, 2, 3, 4, 5, 6];
  for (const n of numbers) {
    const slowly = text(`answer ${n}`, { delay_ms: 40 * n });
    await client.session.send({ session_id, prompt: `Number-${n}. ${script(slowly)}` });
  }
  await letGo(session_id);
  let after = 0;
  for (const n of [1, 3, 4]) {
    // Just when the agent comes to rest the next prompt leaves the queue.
    const isRest = ({ type, data }: { type: string; data: unknown }) =>
      type === 'session.message' && lineOf({ type, data }).includes(`"result":"answer ${n}"`);
    ({ id: after } = await eventUntil(client, (event) => event.session_id === session_id && isRest(event), {
      after,
    }));
    await product.server.kill9();
    await product.start('server');
  }
  await turnDone(client, session_id, 7);
  expect(await results(session_id)).toEqual([0, ...numbers].map((n) => `answer ${n}`));
  for (const n of numbers) {
    const calls = product.modelServer.requests.filter(({ body }) => {
      const prompts = body.split(`Number-${n}.`).length - 1;
      return prompts > 0 && !body.includes(`Number-${n + 1}.`) && body.includes(`"answer ${n - 1}"`);
    });
    expect(calls.map(({ body }) => body.split(`Number-${n}.`).length - 1)).toEqual([1]);
  }
});

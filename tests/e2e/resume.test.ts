import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  removeContainersOf,
  requireEngine,
  ServerDatabase,
  script,
  startProduct,
  text,
  tool,
} from 'hero-claude-testkit';
import { expect, test, vi } from 'vitest';
import { runCli } from './support/cli.ts';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

vi.setConfig({ testTimeout: 240_000 });

type Product = Awaited<ReturnType<typeof startProduct>>;

/** The second step waits for a file, so that the turn stands still until the test lets it go on. */
const held = script(
  tool('Bash', { command: 'touch begun; until [ -e go-on ]; do sleep 0.1; done; echo done > done.txt' }),
  text('All done.'),
);

async function killContainer(product: Product, sessionId: string): Promise<void> {
  const docker = await requireEngine();
  const label = [`hero.claude.instance=${product.instance}`, `hero.claude.session=${sessionId}`];
  const found = await docker.listContainers({ filters: { label: [...label, 'hero.claude.role=agent'] } });
  expect(found).toHaveLength(1);
  for (const { Id } of found) await docker.getContainer(Id).kill();
}

/** Begins a turn that holds, and is back when its tool runs. */
async function begin(product: Product, task: string): Promise<string> {
  const client = clientOf(product);
  const { session_id } = await client.session.create({ repos: ['shop'], task });
  await client.session.start({ session_id });
  await eventUntil(
    client,
    ({ type, session_id: of, data }) =>
      of === session_id && type === 'session.message' && JSON.stringify(data).includes('tool_use'),
  );
  return session_id;
}

/** A gateway without its memory is told again of the agents that run. */
async function forgetSessions(product: Product): Promise<void> {
  await product.gateway.kill9();
  const ledger = join(product.home.dir, 'hero', 'var', 'hero_claude', 'ledger.sqlite');
  for (const file of [ledger, `${ledger}-wal`, `${ledger}-shm`]) await rm(file, { force: true });
  await product.start('gateway');
  const client = clientOf(product);
  await expect
    .poll(async () => (await client.logs.get({ operation: 'gateway.reopened' })).entries, { timeout: 60_000 })
    .toHaveLength(1);
}

const letGo = (product: Product, session_id: string) =>
  clientOf(product).session.exec({ session_id, command: ['touch', 'go-on'] });

const quickly = { HERO_CLAUDE_RESUME_DELAY_SECONDS: '0.2' };

test('everything at once: server, gateway and container are killed, and the turn goes on by itself', async () => {
  await using product = await startProduct({ env: quickly });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const session_id = await begin(product, `Marker-machine. ${held}`);
  const queued = await client.session.send({ session_id, prompt: 'Marker-queued', mode: 'queue' });
  await product.server.kill9();
  await product.gateway.kill9();
  await killContainer(product, session_id);
  // The gateway is late: until it is there the session says what it waits for.
  await product.start('server');
  await eventUntil(
    client,
    ({ type, data }) =>
      type === 'session.changed' &&
      (data as { problem?: { kind: string } | null }).problem?.kind === 'gateway.unreachable',
  );
  await product.start('gateway');
  await product.watch(session_id).until(({ status }) => status === 'running');
  expect(await client.queue.list({ session_id })).toMatchObject([{ uuid: queued.uuid }]);
  await letGo(product, session_id);
  await turnDone(client, session_id, 2);
  expect(await client.session.info({ session_id })).toMatchObject({
    status: 'running',
    agent: { state: 'idle' },
    problem: null,
    resume: null,
  });
  const { messages } = await client.session.messages({ session_id, limit: 1000 });
  const echoes = messages.filter(({ line }) => line?.['isReplay'] === true);
  const prompts = echoes.filter(({ repeats }) => repeats === null).map(({ uuid }) => uuid);
  expect(prompts).toContain(queued.uuid);
  expect(new Set(prompts).size).toBe(prompts.length);
  const { entries } = await client.logs.get({ operation: 'session.resumed' });
  expect(entries).toHaveLength(1);
});

test('a question of the evening is answered the next morning, after a reboot, from another terminal', async () => {
  await using product = await startProduct({ env: quickly });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const colours = [
    { label: 'Red', description: 'warm' },
    { label: 'Blue', description: 'cold' },
  ];
  const question = { question: 'Which colour?', header: 'Colour', options: colours, multiSelect: false };
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: `Marker-colour. ${script(tool('AskUserQuestion', { questions: [question] }), text('Painted.'))}`,
    permission_mode: 'default',
  });
  await client.session.start({ session_id });
  await eventUntil(client, ({ type }) => type === 'approval.asked');
  const evening = await client.approval.list({});
  expect(evening.approvals).toMatchObject([{ session_id, kind: 'question', waiting: true, repeated: false }]);

  await Promise.all([product.server.kill9(), product.gateway.kill9()]);
  await removeContainersOf(await requireEngine(), product.instance);
  {
    using database = ServerDatabase.open(product.home);
    database.rebootMachine();
  }
  await product.start('server');
  await product.start('gateway');

  // Nobody has started anything: the question is there, and before long asked again.
  const morning = await client.approval.list({});
  expect(morning.approvals.map(({ approval_id }) => approval_id)).toEqual(
    evening.approvals.map(({ approval_id }) => approval_id),
  );
  await product.watch(session_id).until(({ agent }) => agent?.state === 'waiting');
  const [asked] = (await client.approval.list({})).approvals;
  expect(asked).toMatchObject({ waiting: true, repeated: true, input: { questions: [question] } });
  const id = asked?.approval_id ?? 'none';
  const answered = await runCli(product, [
    'approval',
    'answer',
    id,
    'allow',
    '--answer',
    'Which colour?=Blue',
  ]);
  expect(answered).toMatchObject({ code: 0, stderr: '' });
  await turnDone(client, session_id);
  const { last_turn, problem } = await client.session.info({ session_id });
  expect({ last_turn, problem }).toMatchObject({
    last_turn: { result: 'Painted.', is_error: false },
    problem: null,
  });
  const told = product.modelServer.requests.filter(({ body }) =>
    body.includes('\\"Which colour?\\"=\\"Blue\\"'),
  );
  expect(told).toHaveLength(1);
  expect((await client.approval.list({})).approvals).toEqual([]);
});

test('what a person has stopped stays stopped, also when the agent is killed afterwards', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_RESUME_DELAY_SECONDS: '3' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const session_id = await begin(product, `Marker-stop. ${held}`);
  await client.session.interrupt({ session_id });
  await turnDone(client, session_id);
  const calls = product.modelServer.requests.length;
  await killContainer(product, session_id);
  const { id } = await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { status?: string }).status === 'stopped',
  );
  const { id: back } = await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { status?: string }).status === 'running',
    { after: id },
  );
  // It is back and idle: a prompt is answered, and the interrupted turn was not.
  await client.session.send({ session_id, prompt: `Marker-after. ${script(text('Here I am.'))}` });
  await turnDone(client, session_id, 2);
  expect(product.modelServer.requests).toHaveLength(calls + 1);

  await forgetSessions(product);
  await client.session.send({ session_id, prompt: 'still there?' });
  await turnDone(client, session_id, 3);
  expect((await client.session.info({ session_id })).last_turn?.is_error).toBe(false);

  await killContainer(product, session_id);
  await eventUntil(
    client,
    ({ type, data }) =>
      type === 'session.changed' && (data as { resume?: { due_at: string | null } }).resume?.due_at != null,
    { after: back },
  );
  await expect
    .poll(async () => client.session.stop({ session_id }).catch(() => null), { timeout: 5_500, interval: 50 })
    .toMatchObject({ status: 'stopped', resume: null });
});

test('an agent that ends each time is not brought back for ever', async () => {
  const env = { HERO_CLAUDE_RESUME_ATTEMPTS: '2', HERO_CLAUDE_RESUME_DELAY_SECONDS: '0.1' };
  await using product = await startProduct({ env });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  // Once its transcript has the call: what it does not know of, it does not go on with.
  const suicide = script(tool('Bash', { command: 'sleep 2; kill -9 $PPID; sleep 60' }), text('never'));
  const { session_id } = await client.session.create({ repos: ['shop'], task: suicide });
  await client.session.start({ session_id });
  await product.watch(session_id).until(({ problem }) => problem?.kind === 'agent.crash_loop', 90_000);
  expect(await client.session.info({ session_id })).toMatchObject({ status: 'stopped', bucket: 'needs_you' });
});

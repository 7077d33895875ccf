import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, settled, turnDone } from './support/session.ts';

/** Steps that take a while, so that something can die in between. */
const slow = script(
  tool('Bash', { command: 'for i in $(seq 1 20); do echo line $i; sleep 0.1; done' }),
  tool('Bash', { command: 'echo done > done.txt' }, { text: 'Half way.', delay_ms: 300, chunk_delay_ms: 50 }),
  text('All done.', { delay_ms: 300, chunk_delay_ms: 50 }),
);

async function linesOf(product: Awaited<ReturnType<typeof startProduct>>, sessionId: string) {
  const client = clientOf(product);
  const { lines } = await client.session.logs({ session_id: sessionId, source: 'claude', limit: 10_000 });
  const file = await readFile(join(product.home.buildDir, sessionId, 'logs', 'claude.log'), 'utf8');
  const written = file.split('\n').filter((line) => line !== '' && !line.includes('"type":"stream_event"'));
  return { lines, written };
}

/** How often the model was asked for the first step of the task: once, unless a prompt was sent twice. */
function firstCalls(product: Awaited<ReturnType<typeof startProduct>>, marker: string): number {
  return product.modelServer.requests.filter(
    ({ body }) => body.includes(marker) && !body.includes('"role":"assistant"'),
  ).length;
}

test('a server killed in mid-turn: the turn goes on, nothing is lost, doubled or sent twice', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Marker-one. ${slow}` });
  await client.session.start({ session_id });
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('tool_use'),
  );
  await product.server.kill9();
  await product.start('server');

  await turnDone(client, session_id);
  const info = await client.session.info({ session_id });
  expect(info).toMatchObject({ status: 'running', agent: { state: 'idle' }, problem: null });
  expect(info.last_turn?.result).toBe('All done.');
  const { lines, written } = await linesOf(product, session_id);
  expect(lines).toEqual(written);
  expect(firstCalls(product, 'Marker-one')).toBe(1);
  const files = await client.session.exec({ session_id, command: ['cat', 'done.txt'] });
  expect(files.stdout).toBe('done\n');
});

test('a server killed while it starts a session finds the truth and can go on', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Marker-two. ${slow}` });
  const starting = client.session.start({ session_id }).catch(() => undefined);
  await eventUntil(
    client,
    ({ type, data }) =>
      type === 'session.changed' && (data as { containerId?: string }).containerId !== undefined,
  );
  await product.server.kill9();
  await starting;
  await product.start('server');

  const { status } = await settled(client, session_id);
  if (status !== 'running') await client.session.start({ session_id });
  await turnDone(client, session_id);
  expect(firstCalls(product, 'Marker-two')).toBe(1);
  const { lines, written } = await linesOf(product, session_id);
  expect(lines).toEqual(written);
});

test('a server killed while it copies leaves nothing behind', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop', { big: 20_000 });
  const creating = client.session.create({ repos: ['shop'], task: 'anything' }).catch(() => undefined);
  await eventUntil(client, ({ type }) => type === 'session.progress');
  await product.server.kill9();
  await creating;
  await product.start('server');

  await eventUntil(client, ({ type }) => type === 'session.removed');
  expect(await client.session.list({})).toEqual([]);
  const again = await client.session.create({ repos: ['shop'], task: 'anything' });
  expect(again.status).toBe('created');
});

test('an agent that is killed and not to be brought back is seen to have ended, and can go on', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_RESUME_ATTEMPTS: '0' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Marker-three. ${slow}` });
  await client.session.start({ session_id });
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('tool_use'),
  );
  const pids = `for p in /proc/[0-9]*; do case $(tr '\\0' ' ' < $p/cmdline) in claude*) kill -9 \${p#/proc/};; esac; done`;
  await client.session.exec({ session_id, command: pids }).catch(() => undefined);
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { status?: string }).status === 'stopped',
  );
  const ended = await client.session.info({ session_id });
  expect(ended).toMatchObject({
    status: 'stopped',
    agent: { state: 'exited' },
    problem: { kind: 'agent.exited' },
    bucket: 'needs_you',
  });

  await client.session.start({ session_id, prompt: `Go on. ${script(text('I am back.'))}` });
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('I am back.'),
  );
  expect((await client.session.info({ session_id })).problem).toBeNull();
});

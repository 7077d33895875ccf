import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RpcCallError } from 'hero-claude-sdk';
import {
  createTempHome,
  EngineForwarder,
  requireEngine,
  script,
  startProduct,
  text,
  tool,
} from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { serverInContainer, startHostServer } from './support/mcp-servers.ts';
import { addRepo, clientOf, eventUntil, runTurn } from './support/session.ts';

type Product = Awaited<ReturnType<typeof startProduct>>;

async function agentContainers(product: Product, sessionId: string) {
  const docker = await requireEngine();
  const label = [`hero.claude.instance=${product.instance}`, `hero.claude.session=${sessionId}`];
  return docker.listContainers({ all: true, filters: { label: [...label, 'hero.claude.role=agent'] } });
}

async function servedByGateway(product: Product): Promise<string[]> {
  const sessions = await product.gatewayRpc<{ session_id: string }[]>('session.list');
  return sessions.map(({ session_id }) => session_id);
}

test('stop tells the truth while the gateway is away, which then lets go of the session', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await runTurn(client, { repos: ['shop'], task: 'hello' });
  await product.gateway.kill9();

  expect(await client.session.stop({ session_id })).toMatchObject({ status: 'stopped', problem: null });
  expect(await agentContainers(product, session_id)).toEqual([]);

  await product.start('gateway');
  expect(await servedByGateway(product)).toEqual([session_id]);
  await product.server.stop();
  await product.start('server');
  await expect.poll(async () => servedByGateway(product), { timeout: 30_000 }).toEqual([]);
});

test('a start without a gateway is undone whole, and its prompt is not said twice', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ repos: ['shop'], task: 'hello' });
  await product.gateway.kill9();
  const start = () => client.session.start({ session_id, prompt: 'Marker-follow-up' });
  expect(await start().catch((error: unknown) => error)).toMatchObject({ kind: 'gateway.unreachable' });
  expect(await client.session.info({ session_id })).toMatchObject({
    status: 'created',
    agent: null,
    problem: { kind: 'gateway.unreachable' },
    container_id: null,
  });

  await product.start('gateway');
  await start();
  const { id } = await eventUntil(
    client,
    ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('Marker-follow-up'),
  );
  expect(id).toBeGreaterThan(0);
  const { lines } = await client.session.logs({ session_id, limit: 10_000 });
  expect(lines.filter((line) => line.includes('Marker-follow-up') && line.includes('isReplay'))).toHaveLength(
    1,
  );
});

test('a container that somebody removes is not called running', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_RESUME_ATTEMPTS: '0' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await runTurn(client, { repos: ['shop'], task: 'hello' });
  const docker = await requireEngine();
  for (const { Id } of await agentContainers(product, session_id))
    await docker.getContainer(Id).remove({ force: true });

  await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { status?: string }).status === 'stopped',
  );
  expect(await client.session.info({ session_id })).toMatchObject({
    status: 'stopped',
    bucket: 'needs_you',
    problem: { kind: 'agent.exited' },
  });
});

test('a start with a long setup can be stopped, and one that was killed is undone', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_RESUME_ATTEMPTS: '0' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: 'hello',
    setup: ['sleep 600'],
  });
  const setUp = async (after: number) =>
    eventUntil(
      client,
      ({ type, data }) => type === 'session.progress' && JSON.stringify(data).includes('setup commands'),
      { after },
    );
  const starting = client.session.start({ session_id }).catch((error: unknown) => error);
  const { id } = await setUp(0);
  expect(await client.session.stop({ session_id })).toMatchObject({ status: 'created', problem: null });
  const refused = await starting;
  expect(refused).toBeInstanceOf(RpcCallError);
  expect(refused).toMatchObject({ kind: 'session.start_cancelled' });
  expect(await agentContainers(product, session_id)).toEqual([]);

  const again = client.session.start({ session_id }).catch(() => undefined);
  const { id: second } = await setUp(id);
  await product.server.kill9();
  await again;
  const [container] = await agentContainers(product, session_id);
  await (await requireEngine()).getContainer(container?.Id ?? '').kill();
  await product.start('server');
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { status?: string }).status === 'created',
    { after: second },
  );
  expect(await client.session.info({ session_id })).toMatchObject({
    status: 'created',
    problem: { kind: 'agent.exited' },
    container_id: null,
  });
  expect(await agentContainers(product, session_id)).toEqual([]);
});

test('MCP servers of the operator serve an agent; an mcp.json that broke while the server was away does not cost it', async () => {
  const key = 'sesame-4711-sesame';
  await using web = await startHostServer('said on the host');
  await using product = await startProduct({ env: { WEB_KEY: key } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const file = join(product.home.dir, 'hero', 'cfg', 'hero_claude', 'mcp.json');
  const headers = { 'X-Key': '${WEB_KEY}' };
  const mcpServers = { web: { type: 'http', url: web.url, headers }, near: serverInContainer };
  await writeFile(file, JSON.stringify({ mcpServers }));
  const { session_id } = await runTurn(client, {
    repos: ['shop'],
    task: `Ask both. ${script(tool('mcp__web__ask', {}), tool('mcp__near__ask', {}), text('Asked.'))}`,
    mcp_servers: ['web', 'near'],
    permission_mode: 'bypassPermissions',
  });
  const lines = (await client.session.logs({ session_id, limit: 1000 })).lines.join('\n');
  expect(lines).toContain('said on the host');
  expect(lines).toMatch(/launched beside .*hero-cfg/);
  // The key went with the call, which the host made; nothing inside has it.
  expect([...web.keys]).toEqual([key]);
  const look = 'cat /proc/[0-9]*/environ; grep -rs sesame /run/hero-cfg /workspace/.claude /home/agent';
  const { stdout } = await client.session.exec({ session_id, command: look });
  expect(stdout + lines).not.toContain(key);

  await product.server.kill9();
  await writeFile(file, '{');
  await product.start('server');
  await expect
    .poll(async () => (await client.logs.get({ operation: 'session.adopted' })).entries, { timeout: 30_000 })
    .toHaveLength(2);
  expect(await client.session.info({ session_id })).toMatchObject({ status: 'running', problem: null });
});

test('SIGTERM cuts a start within seconds, and the next server takes it up where it stands', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: 'hello',
    setup: ['sleep 600'],
  });
  const starting = client.session.start({ session_id }).catch((error: unknown) => error);
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.progress' && JSON.stringify(data).includes('setup commands'),
  );
  const began = performance.now();
  await product.server.stop();
  expect(performance.now() - began).toBeLessThan(5_500);
  expect(await starting).toMatchObject({ kind: 'server.shutting_down' });

  await product.start('server');
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { status?: string }).status === 'running',
  );
  expect(await client.session.info({ session_id })).toMatchObject({
    agent: { state: 'starting' },
    problem: null,
    progress: null,
  });
  expect(await client.session.stop({ session_id })).toMatchObject({ status: 'stopped', problem: null });
  expect(await agentContainers(product, session_id)).toEqual([]);
});

test('while the engine is away nothing is said to an agent, and what needs no engine goes on', async () => {
  await using home = await createTempHome();
  await using engine = await EngineForwarder.open(join(home.dir, 'engine.sock'));
  await using product = await startProduct({ home, env: { DOCKER_HOST: `unix://${engine.socketPath}` } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await runTurn(client, { repos: ['shop'], task: 'hello' });
  const idle = await client.session.create({ repos: ['shop'], task: 'never started' });
  const before = await client.session.info({ session_id });

  await engine.cut();
  const stopped = await client.session.stop({ session_id }).catch((error: unknown) => error);
  expect(stopped).toMatchObject({ kind: 'engine.unreachable' });
  const meanwhile = await client.session.info({ session_id });
  expect(meanwhile).toMatchObject({ status: 'running', agent: { state: 'idle' }, problem: null });
  expect(meanwhile.messages).toBe(before.messages);
  expect(await client.session.destroy({ session_id: idle.session_id })).toMatchObject({ destroyed: true });

  await engine.restore();
  expect(await client.session.stop({ session_id })).toMatchObject({ status: 'stopped', problem: null });
  expect(await agentContainers(product, session_id)).toEqual([]);
});

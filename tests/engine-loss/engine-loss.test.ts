import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Product, requireEngine, script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from '../e2e/support/session.ts';

const root = join(import.meta.dirname, '..', '..');

async function signalEngine(signal: NodeJS.Signals): Promise<void> {
  process.kill(Number(await readFile('/var/run/docker.pid', 'utf8')), signal);
}

/** Kills the engine of this machine, as a crash would. */
const killEngine = () => signalEngine('SIGKILL');

/** Brings it back the way `make setup` does. */
async function startEngine(): Promise<void> {
  // The engine is the machine's and outlives the tests: it must not carry their temporary folder.
  const { TMPDIR: _ofTheTests, ...env } = process.env;
  const child = spawn('bash', [join(root, 'scripts', 'setup.sh')], { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, output }).toMatchObject({ code: 0 });
}

const settingsFile = '/etc/docker/daemon.json';

async function writeLiveRestore(before: string | null, isOn: boolean): Promise<void> {
  const settings = JSON.parse(before ?? '{}') as object;
  await mkdir('/etc/docker', { recursive: true });
  await writeFile(settingsFile, JSON.stringify({ ...settings, 'live-restore': isOn }));
}

/** From its next start on the engine ends all containers it finds; afterwards it is as it was. */
async function withoutLiveRestore(): Promise<AsyncDisposable> {
  const before = await readFile(settingsFile, 'utf8').catch(() => null);
  await writeLiveRestore(before, false);
  return {
    async [Symbol.asyncDispose]() {
      // Whatever the test came to: the machine gets an engine back that keeps its containers alive.
      await startEngine();
      await writeLiveRestore(before, true);
      await signalEngine('SIGHUP');
      const docker = await requireEngine();
      const isOn = async () => ((await docker.info()) as { LiveRestoreEnabled: boolean }).LiveRestoreEnabled;
      await expect.poll(isOn, { timeout: 30_000 }).toBe(true);
      if (before === null) await rm(settingsFile);
      else await writeFile(settingsFile, before);
    },
  };
}

/** What is stored is what was written, line by line. */
async function expectAllKept(product: Product, session_id: string): Promise<void> {
  const file = await readFile(join(product.home.buildDir, session_id, 'logs', 'claude.log'), 'utf8');
  const written = file.split('\n').filter((line) => line !== '' && !line.includes('"type":"stream_event"'));
  const { lines } = await clientOf(product).session.logs({ session_id, source: 'claude', limit: 10_000 });
  expect(lines).toEqual(written);
}

/** The engine's id of the container in which the session's agent runs. */
async function containerOf(product: Product, session_id: string): Promise<string | undefined> {
  const docker = await requireEngine();
  const label = [`hero.claude.session=${session_id}`, 'hero.claude.role=agent'];
  return (await docker.listContainers({ filters: { label } }))[0]?.Id;
}

const work = script(
  tool('Bash', { command: 'for i in $(seq 1 80); do echo line $i; sleep 0.1; done; echo done > done.txt' }),
  text('All done.'),
);

test('an engine killed in mid-turn: the turn goes on, no line is lost, and the server takes up again', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Marker-engine. ${work}` });
  await client.session.start({ session_id });
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('tool_use'),
  );

  await killEngine();
  const away = await client.server.health({});
  expect(away.checks.find(({ name }) => name === 'engine')).toMatchObject({ status: 'fail' });
  // Without the engine no command can reach the container, and the answer says so.
  await expect(client.session.exec({ session_id, command: ['true'] })).rejects.toMatchObject({
    kind: 'engine.unreachable',
  });
  await startEngine();

  await turnDone(client, session_id);
  const info = await client.session.info({ session_id });
  expect(info).toMatchObject({ status: 'running', agent: { state: 'idle' }, problem: null });
  expect((await client.session.exec({ session_id, command: ['cat', 'done.txt'] })).stdout).toBe('done\n');
  await expectAllKept(product, session_id);
  const asked = product.modelServer.requests.filter(
    ({ body }) => body.includes('Marker-engine') && !body.includes('"role":"assistant"'),
  );
  expect(asked).toHaveLength(1);
});

test('an engine without live-restore, killed: the containers end with it, and the turn goes on in a new one', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_RESUME_DELAY_SECONDS: '0.2' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ repos: ['shop'], task: `Marker-restart. ${work}` });
  await client.session.start({ session_id });
  await eventUntil(
    client,
    ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('tool_use'),
  );
  const before = await containerOf(product, session_id);

  {
    await using _liveRestoreOff = await withoutLiveRestore();
    await killEngine();
    await startEngine();
    await turnDone(client, session_id);
  }
  const after = await containerOf(product, session_id);
  expect(after).toBeDefined();
  expect(after).not.toBe(before);
  const info = await client.session.info({ session_id });
  expect(info).toMatchObject({
    status: 'running',
    agent: { state: 'idle' },
    problem: null,
    last_turn: { is_error: false, result: 'All done.' },
  });
  await expectAllKept(product, session_id);
  const { messages } = await client.session.messages({ session_id, limit: 1000 });
  const echoes = messages.filter(({ line, repeats }) => line?.['isReplay'] === true && repeats === null);
  expect(new Set(echoes.map(({ uuid }) => uuid)).size).toBe(echoes.length);
  expect((await client.logs.get({ operation: 'session.resumed' })).entries).toHaveLength(1);
});

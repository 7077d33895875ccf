import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from '../e2e/support/session.ts';

const root = join(import.meta.dirname, '..', '..');

/** Kills the engine of this machine, as a crash would. */
async function killEngine(): Promise<void> {
  const pid = Number(await readFile('/var/run/docker.pid', 'utf8'));
  process.kill(pid, 'SIGKILL');
}

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
  const file = await readFile(join(product.home.buildDir, session_id, 'logs', 'claude.log'), 'utf8');
  const written = file.split('\n').filter((line) => line !== '' && !line.includes('"type":"stream_event"'));
  const { lines } = await client.session.logs({ session_id, source: 'claude', limit: 10_000 });
  expect(lines).toEqual(written);
  const asked = product.modelServer.requests.filter(
    ({ body }) => body.includes('Marker-engine') && !body.includes('"role":"assistant"'),
  );
  expect(asked).toHaveLength(1);
});

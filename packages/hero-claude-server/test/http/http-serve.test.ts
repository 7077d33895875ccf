import { statSync } from 'node:fs';
import { createTempHome } from 'hero-claude-testkit';
import { ListenError } from 'hero-rpc/node';
import { expect, it } from 'vitest';
import { HttpBench } from './http-harness.ts';

it('listens on two sockets that only their owner can open', async () => {
  await using bench = await HttpBench.open();
  const { local, remote } = bench.serving;
  for (const { path } of [local, remote]) expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(local.path.endsWith('/hero_claude_server.sock')).toBe(true);
  expect(remote.path.endsWith('/hero_claude_server_remote.sock')).toBe(true);
});

it('opens only the local one to a group', async () => {
  await using bench = await HttpBench.open({ socketGroup: String(process.getgid?.()) });
  expect(statSync(bench.serving.local.path).mode & 0o777).toBe(0o660);
  expect(statSync(bench.serving.remote.path).mode & 0o777).toBe(0o600);
});

it('does not disturb a server that runs', async () => {
  await using bench = await HttpBench.open();
  const socketDir = bench.serving.local.path.replace(/\/[^/]*$/, '');
  const second: unknown = await HttpBench.open({ socketDir }).catch((error: unknown) => error);
  expect(second).toBeInstanceOf(ListenError);
  expect(second).toMatchObject({ exitCode: 75, message: expect.stringContaining(`pid ${process.pid}`) });
  expect((await bench.ask('/health')).status).toBe(200);
  expect((await bench.ask('/health', { remote: true })).status).toBe(200);
});

it('lets go of everything when it closes', async () => {
  await using home = await createTempHome();
  const { socketDir } = home;
  await (await HttpBench.open({ socketDir }))[Symbol.asyncDispose]();
  await using again = await HttpBench.open({ socketDir });
  expect((await again.ask('/health')).status).toBe(200);
});

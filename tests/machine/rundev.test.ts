import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome, rpcCall, type TempHome } from 'hero-claude-testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root, run } from './run.ts';

const tsx = join(root, 'node_modules', '.bin', 'tsx');
let home: TempHome;
let rundev: ChildProcess | undefined;

beforeEach(async () => {
  home = await createTempHome();
});

afterEach(async () => {
  if (rundev?.exitCode === null) {
    const ended = once(rundev, 'exit');
    rundev.kill('SIGTERM');
    await ended;
  }
  await home.close();
});

/** The process that answers on the server's socket; 0 while none does. */
async function serverPid(): Promise<number> {
  const socket = join(home.socketDir, 'hero_claude_server.sock');
  return rpcCall<{ pid: number }>(socket, 'server.info', {}).then(
    ({ pid }) => pid,
    () => 0,
  );
}

const sockets = async () => (await readdir(home.socketDir)).filter((name) => name.endsWith('.sock'));

test('rundev starts from source, restarts what changed, and leaves nothing when Ctrl-C ends it', {
  timeout: 150_000,
}, async () => {
  const env = { ...process.env, ...home.env, DOCKER_HOST: `unix://${home.dir}/no-engine.sock` };
  const options = { cwd: root, env, detached: true } as const;
  const child = spawn(tsx, ['--conditions=hero:source', 'scripts/rundev.ts', 'gateway', 'server'], options);
  rundev = child;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await expect.poll(serverPid, { timeout: 40_000, interval: 200 }).toBeGreaterThan(0);
  await expect.poll(sockets, { timeout: 20_000 }).toContain('hero_claude_gateway.sock');
  const first = await serverPid();

  // Until it is noticed: the file may not be watched yet.
  const pidAfterChange = async (): Promise<number> => {
    const now = new Date();
    if ((await serverPid()) === first)
      await utimes(join(root, 'packages/hero-claude-server/src/version.ts'), now, now);
    return serverPid();
  };
  await expect.poll(pidAfterChange, { timeout: 60_000, interval: 1_000 }).not.toBeOneOf([first, 0]);
  await expect.poll(serverPid, { timeout: 40_000, interval: 200 }).toBeGreaterThan(0);

  const ended = once(child, 'close');
  // As a terminal does it: to every process of the group.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await sockets()).toEqual([]);
  expect(output).toMatch(/^gateway \| .*"msg":"stopped"/m);
  expect(output).not.toMatch(/force killing/i);
});

test('rundev names the programs there are when asked for another', async () => {
  const asked = ['--conditions=hero:source', 'scripts/rundev.ts', 'sever'];
  expect(await run(tsx, asked)).toMatchObject({
    code: 2,
    stderr: 'error: no program sever; there are gateway, server, ui, web\n',
  });
});

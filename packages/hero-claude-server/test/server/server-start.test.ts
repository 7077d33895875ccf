import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome, daemonCommand } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { runProcess } from '../../src/lib/process.ts';
import { startServer } from '../support/server-without-engine.ts';

/** Runs a server that is expected to end by itself. */
async function refused(env: Record<string, string>): Promise<{ exitCode: number | null; stderr: string }> {
  const { command, args } = daemonCommand('server');
  return runProcess(command, args, { env, timeoutMs: 20_000 });
}

test('a second server touches nothing before it finds the socket taken', async () => {
  await using first = await startServer();
  await using other = await createTempHome();
  const second = await refused({ ...other.env, HERO_SOCKET_DIR: first.home.socketDir });
  expect(second).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining(`pid ${first.daemon.pid}`),
  });
  expect(existsSync(join(other.dir, 'hero', 'var', 'hero_claude'))).toBe(false);
  expect(await first.rpc('server.info')).toMatchObject({ pid: first.daemon.pid });
});

test('a second server of the same home is refused, whatever sockets it has', async () => {
  await using first = await startServer();
  const env = { ...first.home.env, HERO_SOCKET_DIR: join(first.home.dir, 'other-sockets') };
  const second = await refused(env);
  expect(second).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining(`is in use by a server with pid ${first.daemon.pid}`),
  });
  expect(await first.rpc('session.list')).toEqual([]);
});

test('a BUILDDIR that cannot be made or written is named at the start', async () => {
  await using home = await createTempHome();
  await writeFile(join(home.dir, 'file'), '');
  const bad = [
    join(home.dir, 'file'),
    join(home.dir, 'file', 'build'),
    '/proc/hero-build',
    '/sys/hero/build',
  ];
  const all = await Promise.all(
    bad.map(async (dir) => {
      // One at a time may start in a home.
      await using own = await createTempHome();
      return { dir, ...(await refused({ ...own.env, BUILDDIR: dir })) };
    }),
  );
  for (const { dir, exitCode, stderr } of all) {
    expect({ dir, exitCode }).toEqual({ dir, exitCode: 78 });
    expect(stderr).toMatch(`BUILDDIR=${dir} cannot be used: `);
    expect(stderr).toMatch(/Name a folder you can write in\.\n$/);
    expect(stderr).not.toContain('    at ');
  }
});

test('a database that cannot be read is said in a sentence', async () => {
  await using home = await createTempHome();
  await using first = await startServer({ home });
  await first.daemon.stop();
  const database = join(home.dir, 'hero', 'var', 'hero_claude', 'db.sqlite');
  await writeFile(
    database,
    'this is no database, but long enough to have been one before it was overwritten',
  );
  const ended = await refused(home.env);
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toContain(`The database ${database} cannot be read`);
  expect(ended.stderr).not.toContain('    at ');
});

test('a BUILDDIR or CODEROOT that goes away shows in the health, and nothing else breaks', async () => {
  await using server = await startServer();
  const { buildDir, codeRoot } = server.home;
  await rm(buildDir, { recursive: true });
  await rm(codeRoot, { recursive: true });
  const health = await server.rpc<{ status: string; checks: { name: string; status: string }[] }>(
    'server.health',
  );
  expect(health.status).toBe('degraded');
  expect(health.checks).toContainEqual(
    expect.objectContaining({ name: 'disk', status: 'fail', message: expect.stringContaining('BUILDDIR') }),
  );
  expect(health.checks).toContainEqual({
    name: 'repositories',
    status: 'fail',
    message: expect.stringContaining(`CODEROOT=${codeRoot} cannot be read: ENOENT`),
    fix: expect.stringContaining('set CODEROOT'),
  });
  expect(await server.rpc('session.list')).toEqual([]);
});

test('a flag nobody knows is refused instead of starting', async () => {
  await using home = await createTempHome();
  const { command, args } = daemonCommand('server');
  const ended = await runProcess(command, [...args, '--hlep'], { env: home.env, timeoutMs: 20_000 });
  expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Usage: hero-claude-server') });
});

import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createTempHome, type TempHome, udsRequest } from 'hero-claude-testkit';
import { identityOf, isRunning } from 'hero-rpc/node';
import { describe, expect, it } from 'vitest';
import type { SupervisorRecord } from '../src/service/record.ts';
import type { Status } from '../src/service/service-status.ts';
import { runCli } from './run-cli.ts';

const slow = { timeout: 180_000 };

interface Services extends AsyncDisposable {
  home: TempHome;
  cli: (...args: string[]) => ReturnType<typeof runCli>;
  status: () => Promise<Status>;
  record: () => Promise<SupervisorRecord>;
  recordFile: string;
}

/** A home whose services are stopped at the end, whatever happened. */
async function createServices(env: Record<string, string> = {}): Promise<Services> {
  const home = await createTempHome({ env: { ANTHROPIC_API_KEY: 'sk-ant-test-00000000', ...env } });
  const cli = (...args: string[]) => runCli(home.env, args);
  const recordFile = join(home.dir, 'hero', 'var', 'hero_claude', 'supervisor.json');
  return {
    home,
    cli,
    recordFile,
    status: async () => (await cli('status', '--json')).json() as Status,
    record: async () => JSON.parse(await readFile(recordFile, 'utf8')) as SupervisorRecord,
    [Symbol.asyncDispose]: async () => {
      await cli('stop');
      await home.close();
    },
  };
}

function pidsOf({ services }: Status): (number | null)[] {
  return services.map(({ pid }) => pid);
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
  }
}

async function holdPort(port: number): Promise<AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('services', () => {
  it('start once, survive kills of each, are adopted and stop', slow, async () => {
    await using services = await createServices();
    const { cli, status, home } = services;

    const started = await cli('start');
    expect(started).toMatchObject({ code: 0 });
    const token = (await readFile(join(home.dir, 'hero/cfg/hero_claude/token'), 'utf8')).trim();
    expect(started.stdout).toContain(`http://127.0.0.1:${home.port}/#token=${token}`);
    const page = await fetch(`http://127.0.0.1:${home.port}/health`);
    expect(await page.json()).toMatchObject({ status: 'ok' });

    const before = await status();
    expect(before.services).toMatchObject(
      ['gateway', 'server', 'ui'].map((name) => ({ name, state: 'running', healthy: true })),
    );
    const again = await cli('start', '--port', '1');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('already running');
    expect(again.stderr).toContain('restart changes the port');
    expect(pidsOf(await status())).toEqual(pidsOf(before));

    // A killed daemon comes back, the others are left alone.
    const [gateway, server, ui] = pidsOf(before);
    process.kill(gateway ?? 0, 'SIGKILL');
    const mended = await until(
      status,
      ({ services: [first] }) => first?.state === 'running' && first.pid !== gateway,
    );
    expect(pidsOf(mended).slice(1)).toEqual([server, ui]);
    expect(mended.services[0]).toMatchObject({ healthy: true, restarts: 1 });

    // A killed supervisor leaves them running; the next one takes them over.
    const supervisor = identityOf(before.supervisor?.pid ?? 0);
    process.kill(supervisor?.pid ?? 0, 'SIGKILL');
    await until(
      async () => supervisor !== undefined && isRunning(supervisor),
      (runs) => !runs,
    );
    const orphaned = await cli('status', '--json');
    expect(orphaned.code).toBe(69);
    expect(orphaned.json()).toMatchObject({
      supervisor: null,
      services: [{ state: 'unsupervised' }, {}, {}],
    });
    expect((await cli('start')).code).toBe(0);
    expect(pidsOf(await status())).toEqual(pidsOf(mended));
    expect((await status()).supervisor?.pid).not.toBe(supervisor?.pid);

    // A killed adopted daemon comes back as well.
    process.kill(ui ?? 0, 'SIGKILL');
    const last = await until(
      status,
      (now) => now.services[2]?.state === 'running' && now.services[2].pid !== ui,
    );

    const identities = pidsOf(last).map((pid) => identityOf(pid ?? 0));
    const stopped = await cli('stop', '--json');
    expect(stopped.json()).toEqual({ stopped: true, running_sessions: 0 });
    expect(identities.filter((identity) => identity !== undefined && isRunning(identity))).toEqual([]);
    expect((await services.record()).owner).toBeNull();
    expect((await cli('stop')).stdout).toBe('nothing was running\n');
    expect((await cli('status')).code).toBe(69);
  });

  it('stop what a killed supervisor left, and nothing that only has its number', slow, async () => {
    await using services = await createServices();
    const { cli, status } = services;
    expect((await cli('start', '--no-tcp')).code).toBe(0);
    const running = await status();
    expect(running.dashboard.url).toBeNull();
    process.kill(running.supervisor?.pid ?? 0, 'SIGKILL');

    // As after a reboot: the recorded number belongs to another process now.
    const bystander = spawn('sleep', ['60'], { detached: true });
    try {
      const record = await services.record();
      const [, , ui] = pidsOf(running);
      const process_ = { pid: bystander.pid ?? 0, started: 'another-boot/1' };
      const uiRecord = record.services.ui;
      if (uiRecord === undefined) throw new Error('the dashboard is not on record');
      await writeFile(
        services.recordFile,
        JSON.stringify({
          ...record,
          services: { ...record.services, ui: { ...uiRecord, process: process_ } },
        }),
      );
      const [gateway, server] = pidsOf(running).map((pid) => identityOf(pid ?? 0));
      expect((await cli('stop')).stdout).toBe('stopped\n');
      expect([gateway, server].filter((identity) => identity !== undefined && isRunning(identity))).toEqual(
        [],
      );
      expect(identityOf(bystander.pid ?? 0)).toBeDefined();
      process.kill(ui ?? 0, 'SIGTERM');
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('say who holds the port, do not loop, and go on once it is free', slow, async () => {
    await using services = await createServices();
    const { cli, status, home } = services;
    {
      await using _holder = await holdPort(home.port);
      const refused = await cli('start', '--json');
      expect(refused.code).toBe(69);
      expect(refused.json()).toMatchObject({
        error: {
          kind: 'service.not_started',
          message: expect.stringContaining(`in use by node (pid ${process.pid})`),
        },
      });
      expect((await status()).services).toMatchObject([
        { state: 'running' },
        { state: 'running' },
        { state: 'failed', exit_code: 75, restarts: 0 },
      ]);
    }
    // What runs does not notice other settings, so they are not taken down as if it did.
    const elsewhere = { ...home.env, BUILDDIR: join(home.dir, 'elsewhere') };
    const freed = await runCli(elsewhere, ['start']);
    expect(freed).toMatchObject({ code: 0, stderr: expect.stringContaining('restart changes BUILDDIR') });
    expect(await status()).toMatchObject({ build_dir: home.buildDir });

    const logs = await cli('service', 'logs', 'server', '--json');
    expect(logs.json()).toMatchObject([
      { service: 'server', lines: expect.arrayContaining([expect.stringContaining('listening')]) },
    ]);
    expect((await cli('service', 'logs', 'sever')).stderr).toContain('gateway, server, ui');
  });

  it('remember folders of an earlier start, and never a secret', slow, async () => {
    const secret = 'a-secret-of-more-than-thirty-two-bytes-0123456789';
    const engine = '/nowhere/docker.sock';
    await using services = await createServices({ HERO_SECRET: secret, DOCKER_HOST: `unix://${engine}` });
    const { home, cli, status } = services;
    const relative = { ...home.env, CODEROOT: 'code', BUILDDIR: 'build' };
    const started = await runCli(relative, ['start'], { cwd: home.dir });
    expect(started.code).toBe(0);
    // What sessions would fail of is said before the first one does.
    expect(started.stdout).toMatch(/^FAIL {2}engine +.*\/nowhere\/docker\.sock.*\n +→ /m);
    const doctor = (await cli('doctor', '--json')).json() as { status: string; checks: object[] };
    expect(doctor.status).toBe('fail');
    for (const [name, status] of [
      ['server: database', 'ok'],
      ['server: engine', 'fail'],
      ['server: credential', 'ok'],
      ['server: disk', 'ok'],
    ])
      expect(doctor.checks).toContainEqual(expect.objectContaining({ name, status }));
    expect(await status()).toMatchObject({
      code_root: home.codeRoot,
      dashboard: { login_url: null, signed_tokens: true },
    });
    const { CODEROOT: _, BUILDDIR: __, ...plain } = home.env;
    expect((await runCli(plain, ['restart'], { cwd: '/tmp' })).code).toBe(0);
    const info = await cli('server', 'info', '--json');
    expect(info.json()).toMatchObject({ code_root: home.codeRoot, build_dir: home.buildDir });
    expect(await readFile(services.recordFile, 'utf8')).not.toMatch(/secret-of-more|sk-ant/);

    const token = (await cli('token', '--role', 'viewer')).stdout.trim();
    const ask = async (method: string, bearer?: string) => {
      const body = { jsonrpc: '2.0', id: 1, method, params: {} };
      const headers: Record<string, string> =
        bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      return (
        await udsRequest(join(home.socketDir, 'hero_claude_server.sock'), {
          method: 'POST',
          path: '/rpc',
          body,
          headers,
        })
      ).status;
    };
    expect([await ask('server.info', token), await ask('server.info')]).toEqual([200, 401]);
    const { HERO_SECRET: ___, ...unknowing } = home.env;
    const refused = await runCli(unknowing, ['session', 'list', '--json']);
    expect(refused.code).toBe(77);
    expect(refused.json()).toMatchObject({ error: { hint: expect.stringContaining('HERO_SECRET') } });
    expect(
      (await runCli({ ...unknowing, HERO_CLAUDE_TOKEN: token }, ['session', 'list', '--json'])).json(),
    ).toEqual([]);
  });
});

it('name a bad value and what it must be, and start once it is mended', slow, async () => {
  await using services = await createServices();
  const { home, cli } = services;
  const refused = await runCli({ ...home.env, HERO_CLAUDE_CPU: 'two' }, ['start']);
  expect(refused.code).toBe(69);
  expect(refused.stderr).toContain('HERO_CLAUDE_CPU="two": must be a number');
  const { checks } = (await cli('doctor', '--json')).json() as { checks: object[] };
  expect(checks).toContainEqual({
    name: 'server',
    status: 'fail',
    message: expect.stringContaining('HERO_CLAUDE_CPU="two": must be a number'),
    fix: expect.stringContaining('hero-claude service logs server'),
  });
  expect(await cli('start')).toMatchObject({ code: 0 });
});

it('refuses another supervisor by name', async () => {
  await using home = await createTempHome();
  const run = await runCli({ ...home.env, HERO_CLAUDE_SUPERVISOR: 'systemd' }, ['start', '--json']);
  expect(run.code).toBe(2);
  expect(run.json()).toMatchObject({
    error: { kind: 'supervisor.unsupported', message: expect.stringContaining('systemd') },
  });
});

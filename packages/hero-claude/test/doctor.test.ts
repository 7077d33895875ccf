import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Check } from 'hero-claude-sdk';
import { createTempHome, type TempHome } from 'hero-claude-testkit';
import { listenOnSocket } from 'hero-rpc/node';
import { expect, it, vi } from 'vitest';
import { type CliRun, runCli } from './run-cli.ts';

vi.setConfig({ testTimeout: 120_000 });

interface Diagnosis {
  run: CliRun;
  check: (name: string) => Check | undefined;
}

/** What the doctor says in this home, with more in the environment. */
async function doctor(home: TempHome, env: Record<string, string> = {}): Promise<Diagnosis> {
  const run = await runCli({ ...home.env, ...env }, ['doctor', '--json']);
  const { checks } = run.json() as { checks: Check[] };
  return { run, check: (name) => checks.find((one) => one.name === name) };
}

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

/** Answers as an engine does that describes itself so. */
async function engineLike(
  home: TempHome,
  name: string,
  answers: { version: object; info: object },
): Promise<AsyncDisposable & { path: string }> {
  const server = createServer(({ url }, response) =>
    response.end(JSON.stringify(url === '/version' ? answers.version : answers.info)),
  );
  const listening = await listenOnSocket(server, { path: join(home.dir, `${name}.sock`) });
  return { path: listening.path, [Symbol.asyncDispose]: () => listening.close(0) };
}

it('checks the machine by itself, and says how to mend each and what it could not see', async () => {
  await using home = await createTempHome();
  const { run, check } = await doctor(home, noEngine);
  expect(run).toMatchObject({ code: 1, stderr: '' });
  for (const name of ['node', 'git', 'rsync', 'disk', 'clock', 'repositories', 'HERO_SECRET', 'sockets'])
    expect(check(name)).toMatchObject({ status: 'ok' });
  expect(check('engine socket')).toMatchObject({
    status: 'fail',
    message: 'no engine answers on /nowhere/docker.sock',
    fix: expect.stringContaining('make setup'),
  });
  expect(check('credential')).toMatchObject({ status: 'warn', fix: expect.stringContaining('setup-token') });
  for (const name of ['gateway', 'server', 'ui'])
    expect(check(name)).toMatchObject({ status: 'fail', fix: 'hero-claude start' });
  expect(check('from the server')).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('image, CLI version, database'),
    fix: expect.stringContaining('hero-claude start'),
  });
  const shown = await runCli({ ...home.env, ...noEngine }, ['doctor']);
  expect(shown.code).toBe(1);
  expect(shown.stdout).toMatch(/^FAIL {2}engine socket +no engine answers.*\n +→ make setup/m);
  expect(shown.stdout).toMatch(/\d+ ok, \d+ to look at, \d+ failed\n$/);
});

it('names a Node that is too old, before that meets what it cannot read', async () => {
  await using home = await createTempHome();
  const old = "Object.defineProperty(process, 'version', { value: 'v18.20.8' })";
  const env = { ...home.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` };
  const [told, document] = await Promise.all([runCli(env, ['doctor']), runCli(env, ['start', '--json'])]);
  expect(told).toMatchObject({
    code: 78,
    stdout: '',
    stderr: 'error: Node v18.20.8 is too old\nhint: install Node 20.19 or newer\n',
  });
  expect(document).toMatchObject({ code: 78, stderr: '' });
  expect(document.json()).toMatchObject({ error: { kind: 'node.too_old' } });
});

it('names programs that are missing, and a folder of repositories that is', async () => {
  await using home = await createTempHome();
  const CODEROOT = join(home.dir, 'gone');
  const { check } = await doctor(home, { ...noEngine, PATH: join(home.dir, 'nothing'), CODEROOT });
  for (const name of ['git', 'rsync'])
    expect(check(name)).toMatchObject({
      status: 'fail',
      message: 'not found',
      fix: `apt-get install ${name}, or make setup`,
    });
  expect(check('repositories')).toMatchObject({
    status: 'fail',
    message: `CODEROOT=${CODEROOT} does not exist`,
  });
});

it('says before the first session does that git knows no name', async () => {
  await using home = await createTempHome();
  const known = await doctor(home, noEngine);
  expect(known.check('git identity')).toMatchObject({ status: 'ok', message: expect.stringContaining('<') });
  await writeFile(join(home.dir, '.gitconfig'), '');
  const unknown = await doctor(home, noEngine);
  expect(unknown.check('git identity')).toMatchObject({
    status: 'warn',
    fix: expect.stringContaining('git config --global user.name'),
  });
});

it('judges an engine that cannot mount folders of this machine', async () => {
  await using home = await createTempHome();
  await using rootless = await engineLike(home, 'rootless', {
    version: { Version: '27.0.0' },
    info: { SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'], LiveRestoreEnabled: true },
  });
  await using other = await engineLike(home, 'podman', {
    version: { Version: '4.3.1', Components: [{ Name: 'Podman Engine', Version: '4.3.1' }] },
    info: { SecurityOptions: [], LiveRestoreEnabled: false },
  });
  const verdict = async (env: Record<string, string>) => (await doctor(home, env)).check('engine socket');
  const [remote, ssh, local, nerdctl, unknown, podman, shifted, notDocker] = await Promise.all([
    verdict({ DOCKER_HOST: 'tcp://10.1.2.3:2375' }),
    verdict({ DOCKER_HOST: 'ssh://me@elsewhere' }),
    verdict({ DOCKER_HOST: 'tcp://127.0.0.1:1' }),
    verdict({ DOCKER_RUNTIME: 'nerdctl' }),
    verdict({ DOCKER_RUNTIME: 'lxc' }),
    verdict({ DOCKER_RUNTIME: 'podman', XDG_RUNTIME_DIR: join(home.dir, 'run') }),
    verdict({ DOCKER_HOST: `unix://${rootless.path}` }),
    verdict({ DOCKER_RUNTIME: 'podman', DOCKER_HOST: `unix://${other.path}` }),
  ]);
  expect(remote).toMatchObject({ status: 'fail', message: expect.stringContaining('is another machine') });
  expect(ssh).toMatchObject({ status: 'fail', message: expect.stringContaining('is another machine') });
  expect(local).toMatchObject({ status: 'warn', message: expect.stringContaining('the server tries') });
  expect(nerdctl).toMatchObject({ status: 'fail', message: expect.stringContaining('serves no Docker API') });
  expect(unknown).toMatchObject({ status: 'fail', message: 'DOCKER_RUNTIME=lxc is unknown' });
  expect(podman).toMatchObject({ message: expect.stringContaining('podman/podman.sock') });
  expect(shifted).toMatchObject({ status: 'fail', message: expect.stringContaining('is rootless') });
  expect(notDocker).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('Podman 4.3.1'),
    fix: expect.stringContaining('use Docker'),
  });
});

it('says where the credential comes from and when it ends, never what it is', async () => {
  await using home = await createTempHome();
  const token = 'sk-ant-oat01-very-secret';
  const login = join(home.claudeConfigDir, '.credentials.json');
  const expiring = async (inHours: number) => {
    const expiresAt = Date.now() + inHours * 3_600_000;
    await writeFile(login, JSON.stringify({ claudeAiOauth: { accessToken: token, expiresAt } }));
    return doctor(home, noEngine);
  };
  const [fine, soon, over] = [await expiring(100), await expiring(2), await expiring(-1)];
  expect(fine.check('credential')).toMatchObject({ status: 'ok', message: expect.stringContaining(login) });
  expect(soon.check('credential')).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('ends in'),
  });
  expect(over.check('credential')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('expired'),
  });
  const key = await doctor(home, { ...noEngine, ANTHROPIC_API_KEY: token });
  expect(key.check('credential')).toMatchObject({ status: 'ok', message: 'from ANTHROPIC_API_KEY' });
  for (const { run } of [fine, soon, over, key]) expect(run.stdout).not.toContain(token);
});

it('finds a weak secret, files that others may read and sockets that cannot be', async () => {
  await using home = await createTempHome();
  const envFile = join(home.dir, 'hero', 'cfg', 'hero_claude', 'env');
  await writeFile(envFile, 'HERO_SECRET=short\n');
  await chmod(envFile, 0o644);
  const deep = join(home.dir, 'x'.repeat(100));
  await mkdir(deep);
  const { check } = await doctor(home, { ...noEngine, HERO_SOCKET_DIR: deep });
  expect(check('HERO_SECRET')).toMatchObject({
    status: 'fail',
    fix: expect.stringContaining('openssl rand'),
  });
  expect(check('secret files')).toMatchObject({ status: 'fail', fix: `chmod 600 ${envFile}` });
  expect(check('sockets')).toMatchObject({ status: 'fail', fix: expect.stringContaining('HERO_SOCKET_DIR') });
  const inFile = await doctor(home, { ...noEngine, HERO_SOCKET_DIR: join(envFile, 'sockets') });
  expect(inFile.check('sockets')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining(`${envFile} is no folder`),
  });
  // Sessions have sockets below the home, whatever that variable says.
  const refused = await runCli({ ...home.env, ...noEngine, HOME: deep }, ['start', '--json']);
  expect(refused).toMatchObject({ code: 78, stderr: '' });
  expect(refused.json()).toMatchObject({
    error: { kind: 'socket.too_long', hint: expect.stringContaining('shorter HOME') },
  });
});

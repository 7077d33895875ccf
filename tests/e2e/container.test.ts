import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client, Session } from 'hero-claude-sdk';
import {
  daemonCommand,
  type ModelServer,
  type Product,
  requireEngine,
  script,
  startModelServer,
  startProduct,
  text,
  tool,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addRepo, clientOf, runTurn } from './support/session.ts';

/** Shaped like a real key, so that whatever recognises one takes it for one. */
const apiKey = `sk-ant-api03-${randomBytes(69).toString('base64url')}-${randomBytes(4).toString('base64url')}AA`;
const uid = process.getuid?.() === 0 ? 1000 : process.getuid?.();
const gib = 2 ** 30;

let docker: Awaited<ReturnType<typeof requireEngine>>;
let modelServer: ModelServer;
let product: Product;
let client: Client;
let session: Session;

beforeAll(async () => {
  docker = await requireEngine();
  modelServer = await startModelServer({ credential: { header: 'x-api-key', value: apiKey } });
  product = await startProduct({ modelServer, env: { ANTHROPIC_API_KEY: apiKey } });
  client = clientOf(product);
  await addRepo(product, 'shop');
  const task = `Look around. ${script(tool('Bash', { command: 'env | cut -d= -f1; id' }), text('I see nothing.'))}`;
  session = await runTurn(client, { repos: ['shop'], task, cpu: 1, memory_gb: 2 });
});

afterAll(async () => {
  await product?.close();
  await modelServer?.close();
});

/** What a shell line prints in the session's container; it may fail. */
async function inside(command: string): Promise<string> {
  const { stdout, stderr } = await client.session.exec({ session_id: session.session_id, command });
  return stdout + stderr;
}

async function inspect(role: 'agent' | 'side') {
  const label = [`hero.claude.instance=${product.instance}`, `hero.claude.role=${role}`];
  const [found] = await docker.listContainers({ filters: { label } });
  return docker.getContainer(found?.Id ?? '').inspect();
}

test('the engine was asked for every restriction there is', async () => {
  const { Config, HostConfig, Mounts, NetworkSettings } = await inspect('agent');
  expect(HostConfig).toMatchObject({
    NetworkMode: 'none',
    Privileged: false,
    CapAdd: null,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    Binds: null,
    PortBindings: {},
    PublishAllPorts: false,
    Memory: 2 * gib,
    MemorySwap: 2 * gib,
    NanoCpus: 1e9,
    PidsLimit: 2048,
    RestartPolicy: { Name: 'no' },
    LogConfig: { Config: { 'max-file': '2', 'max-size': '10m' } },
  });
  expect(Config.User).toBe(`${uid}:${uid}`);
  expect(Config.Labels).toMatchObject({
    'hero.claude.instance': product.instance,
    'hero.claude.session': session.session_id,
    'hero.claude.role': 'agent',
  });
  expect(Object.keys(NetworkSettings.Networks)).toEqual(['none']);
  const mounts = Mounts.map(({ Type, Destination, RW }) => `${Type} ${Destination} ${RW ? 'rw' : 'ro'}`);
  expect(mounts.toSorted()).toEqual([
    'bind /etc/group ro',
    'bind /etc/passwd ro',
    'bind /home/agent rw',
    'bind /run/hero ro',
    'bind /run/hero-cfg ro',
    'bind /run/hero-io/err rw',
    'bind /run/hero-io/in ro',
    'bind /run/hero-io/out rw',
    'bind /workspace/.claude rw',
    'bind /workspace/code rw',
  ]);
});

test('the server sees its running containers keep the promises', async () => {
  const { guarantees } = await client.server.guarantees({});
  const now = Object.fromEntries(guarantees.map((each) => [each.id, each.now?.message]));
  expect(now).toMatchObject({
    egress: '1 running containers, all without a network',
    neighbours: '1 running containers, each with the folders of its own session',
    limits: '1 running containers, all with every limit and restriction',
  });
});

test('what runs inside has no rights, no network and nowhere to write but its own', async () => {
  expect(await inside('id -u; id -un; echo $HOME; ls /sys/class/net; cat /proc/net/route | tail -n +2')).toBe(
    `${uid}\nagent\n/home/agent\nlo\n`,
  );
  const status = await inside('cat /proc/self/status');
  for (const kind of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb']) {
    expect(status).toMatch(new RegExp(`^Cap${kind}:\t0{16}$`, 'm'));
  }
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(status).toMatch(/^Seccomp:\t2$/m);
  expect(
    await inside(
      'for p in / /etc /usr/local/bin /run /run/hero /run/hero-cfg; do touch $p/x 2>/dev/null && echo "wrote $p"; done',
    ),
  ).toBe('');
  expect(
    await inside(
      'for p in /tmp /home/agent /workspace/code /workspace/.claude; do touch $p/x && rm $p/x || echo "no $p"; done',
    ),
  ).toBe('');
  expect(await inside('echo x 2>&1 >> /run/hero-io/in')).toMatch(/Read-only file system/);
  expect(await inside('ls -A /run/hero; rm -f /run/hero/model.sock 2>&1')).toMatch(
    /^egress.sock\nmodel.sock\n.*Read-only file system/,
  );
  expect(await inside('stat -c "%a %u" /run/hero/*.sock')).toBe(`600 ${uid}\n600 ${uid}\n`);
  expect(await inside('find / -name "docker*.sock" -not -path "/proc/*" 2>/dev/null')).toBe('');
});

test('what the container uses is shown live', async () => {
  // The first reading of the engine takes it a second or two.
  const usage = await vi.waitFor(async () => {
    const { usage: read } = await client.session.info({ session_id: session.session_id });
    expect(read.memory_bytes).not.toBeNull();
    return read;
  }, 20_000);
  expect(usage.memory_bytes).toBeGreaterThan(20_000_000);
  expect(usage.memory_limit_bytes).toBe(2 * gib);
  expect(usage.pids).toBeGreaterThan(1);
  expect(usage.cpu_percent).toBeGreaterThanOrEqual(0);
  expect(usage.disk_bytes).toBeGreaterThan(10_000);
});

test('the credential of the model is in no container, row, file or log', async () => {
  // The turn went through, so the gateway has and used it.
  expect(session.agent?.state).toBe('idle');
  const seen = [
    JSON.stringify(await inspect('agent')),
    await inside('cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline'),
    await inside('grep -rhsoE "sk-ant-api03-[A-Za-z0-9_-]{40}" /workspace /home /run /tmp /etc'),
    product.logs(),
    ...(await Promise.all([
      client.session.info({ session_id: session.session_id }),
      client.session.logs({ session_id: session.session_id, limit: 10_000 }),
      client.server.health({}),
      client.logs.get({}),
    ]).then((answers) => answers.map((answer) => JSON.stringify(answer)))),
  ];
  for (const text of seen) expect(text).not.toContain(apiKey.slice(0, 40));
  // A backup is among the files from here on.
  const { command, args } = daemonCommand('server');
  const backup = await promisify(execFile)(command, [...args, '--backup'], { env: product.home.env });
  expect((JSON.parse(backup.stdout) as { folder: string }).folder).toContain(product.home.dir);
  expect(await filesWith(apiKey, product.home.dir)).toEqual([]);

  // The session's own token opens nothing but its own socket; even so it is kept nowhere.
  const token = /CLAUDE_CODE_OAUTH_TOKEN=([^\0\n]+)/.exec(
    await inside('tr "\\0" "\\n" < /proc/1/environ'),
  )?.[1];
  expect(token?.length).toBeGreaterThan(20);
  expect(await filesWith(token ?? '', join(product.home.dir, 'hero'))).toEqual([]);
});

test('a side container is as confined, and has neither sockets nor token', async () => {
  await client.session.stop({ session_id: session.session_id });
  expect(await inside('env; ls -A /run/hero /run/hero-io 2>/dev/null')).not.toMatch(
    /TOKEN|ANTHROPIC|\.sock|^in$/m,
  );
  const { HostConfig, Config } = await inspect('side');
  expect(HostConfig).toMatchObject({
    NetworkMode: 'none',
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    PidsLimit: 2048,
  });
  expect(Config.User).toBe(`${uid}:${uid}`);
});

test('nothing of a session that does not run is left when the server stops', async () => {
  await product.server.stop();
  const label = [`hero.claude.instance=${product.instance}`];
  expect(await docker.listContainers({ all: true, filters: { label } })).toEqual([]);
  await product.start('server');
});

/** Files below `dir` that hold the text, binary ones included. */
async function filesWith(needle: string, dir: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile('grep', ['-rlaF', '--', needle, dir], (error, stdout, stderr) => {
      if (error !== null && error.code !== 1) reject(new Error(`grep: ${stderr}`));
      else resolve(stdout.split('\n').filter((path) => path !== ''));
    });
  });
}

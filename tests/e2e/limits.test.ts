import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Client, Session } from 'hero-claude-sdk';
import { type Product, requireEngine, script, startProduct, text } from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addRepo, clientOf } from './support/session.ts';

const task = `Say hello. ${script(text('Hello.'))}`;
const create = { repos: ['shop'], task };

let docker: Awaited<ReturnType<typeof requireEngine>>;
let product: Product;
let client: Client;
/** Runs through the whole file; what is started beside it is stopped again. */
let running: Session;

beforeAll(async () => {
  docker = await requireEngine();
  product = await startProduct({ env: { HERO_CLAUDE_MAX_RUNNING: '2' } });
  client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await client.session.create({ ...create, env: { GREETING: 'hello there' } });
  running = await client.session.start({ session_id });
});

afterAll(async () => {
  await removeImages();
  await product?.close();
});

test('a start beyond HERO_CLAUDE_MAX_RUNNING is refused with the reason', async () => {
  const second = await client.session.create(create);
  const third = await client.session.create(create);
  await client.session.start({ session_id: second.session_id });
  await expect(client.session.start({ session_id: third.session_id })).rejects.toMatchObject({
    kind: 'session.too_many_running',
    message: '2 sessions run already and the limit is 2',
    hint: expect.stringContaining('HERO_CLAUDE_MAX_RUNNING'),
  });
  expect(await client.session.info({ session_id: third.session_id })).toMatchObject({ status: 'created' });
  await client.session.stop({ session_id: second.session_id });
  await client.session.start({ session_id: third.session_id });
  await client.session.stop({ session_id: third.session_id });
});

describe('images', () => {
  test('one that does not exist is refused at create, before anything is copied', async () => {
    const folders = await readdir(product.home.buildDir);
    const sessions = await client.session.list({});
    await expect(client.session.create({ ...create, image: 'nowhere:latest' })).rejects.toMatchObject({
      kind: 'image.not_found',
      message: 'The engine has no image "nowhere:latest"',
    });
    expect(await readdir(product.home.buildDir)).toEqual(folders);
    expect(await client.session.list({})).toEqual(sessions);
  });

  test('one without the tools of a session is refused at start', async () => {
    await expectRefusal(
      await importEmptyImage(),
      'image.missing_tool',
      /has no .*bash, tail, claude, git, socat/,
    );
  });

  test('one with another version of the CLI is refused at start', async () => {
    await expectRefusal(
      await commitOtherCli(),
      'image.wrong_cli',
      /holds Claude CLI 1\.0\.0, needed is 2\.1\.329/,
    );
  });

  async function expectRefusal(image: string, kind: string, message: RegExp): Promise<void> {
    const { session_id } = await client.session.create({ ...create, image });
    await expect(client.session.start({ session_id })).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
    expect(await client.session.info({ session_id })).toMatchObject({
      status: 'created',
      problem: { kind },
      container_id: null,
    });
  }
});

describe('setup', () => {
  test('runs before the agent, with its output in the log', async () => {
    const { session_id } = await client.session.create({
      ...create,
      setup: ['pwd', 'echo done > made-by-setup'],
    });
    await client.session.start({ session_id });
    expect(await client.session.exec({ session_id, command: 'cat made-by-setup' })).toMatchObject({
      stdout: 'done\n',
    });
    const { lines } = await client.session.logs({ session_id, source: 'container' });
    expect(lines).toContain('/workspace/code/shop');
    await client.session.stop({ session_id });
  });

  test('that fails keeps the agent from starting and says why', async () => {
    const { session_id } = await client.session.create({
      ...create,
      setup: ['echo no such thing >&2; exit 3', 'touch second'],
    });
    await expect(client.session.start({ session_id })).rejects.toMatchObject({
      kind: 'session.setup_failed',
      message: 'The agent was not started: setup ended with exit code 3: echo no such thing >&2; exit 3',
      facts: { exit_code: 3 },
      hint: expect.stringContaining('--source container'),
    });
    const session = await client.session.info({ session_id });
    expect(session).toMatchObject({
      status: 'created',
      problem: { kind: 'session.setup_failed' },
      bucket: 'needs_you',
      messages: 0,
    });
    const { lines } = await client.session.logs({ session_id, source: 'container' });
    expect(lines.join('\n')).toMatch(/no such thing\n.*exit code 3/);
    expect(await readdir(join(session.directory, 'code', 'shop'))).not.toContain('second');
  });
});

test.each([
  { ANTHROPIC_API_KEY: 'x' },
  { LD_PRELOAD: '/tmp/x.so' },
  { HTTPS_PROXY: 'http://example.com' },
  { DATABASE_PASSWORD: 'x' },
  { HARMLESS: 'sk-ant-api03-0000' },
])('env %o is refused by name', async (env) => {
  await expect(
    client.session.create({ ...create, env: env as unknown as Record<string, string> }),
  ).rejects.toMatchObject({
    kind: 'session.env_refused',
    message: expect.stringContaining(`env.${Object.keys(env)[0]} is refused`),
  });
});

describe('session.exec', () => {
  const exec = async (
    command: string | string[],
    params: { cwd?: string; timeout_ms?: number } = {},
    signal?: AbortSignal,
  ) => client.session.exec({ session_id: running.session_id, command, ...params }, signal && { signal });

  /** How many processes of the container sleep for so long. */
  async function sleepers(seconds: number): Promise<number> {
    const { container_id } = await client.session.info({ session_id: running.session_id });
    const { Processes } = (await docker.getContainer(container_id ?? '').top()) as { Processes: string[][] };
    return Processes.filter((fields) => fields.at(-1) === `sleep ${seconds}`).length;
  }

  /** A tree that a kill of the process group does not end. */
  const stubborn = (seconds: number) =>
    `trap '' TERM; setsid sleep ${seconds} & (sleep ${seconds} &) ; sleep ${seconds}`;

  test('runs an array as it is and a string in a shell, where it is told to', async () => {
    expect(await exec(['echo', '$GREETING'])).toMatchObject({
      exit_code: 0,
      signal: null,
      stdout: '$GREETING\n',
    });
    expect(await exec('echo $GREETING; pwd; echo oops >&2; exit 7')).toMatchObject({
      exit_code: 7,
      stdout: 'hello there\n/workspace/code/shop\n',
      stderr: 'oops\n',
      truncated: false,
    });
    expect(await exec(['pwd'], { cwd: 'src' })).toMatchObject({ stdout: '/workspace/code/shop/src\n' });
    expect(await exec(['pwd'], { cwd: '/tmp' })).toMatchObject({ stdout: '/tmp\n' });
    expect(await exec('kill -9 $$')).toMatchObject({ exit_code: null, signal: 'SIGKILL' });
  });

  test('says what it cannot run or enter', async () => {
    await expect(exec(['no-such-program'])).rejects.toMatchObject({ kind: 'exec.command_not_found' });
    await expect(exec(['pwd'], { cwd: 'no/such/folder' })).rejects.toMatchObject({
      kind: 'exec.folder_not_found',
    });
  });

  test('keeps the first part of an endless output and says so', async () => {
    const result = await exec('head -c 3000000 /dev/zero | tr "\\0" x; echo >&2 end');
    expect(result).toMatchObject({ exit_code: 0, truncated: true, stderr: 'end\n' });
    expect(result.stdout.length).toBeGreaterThan(500_000);
    expect(result.stdout.length).toBeLessThan(1_100_000);
  });

  test('leaves no process when it times out', async () => {
    await expect(exec(stubborn(41411), { timeout_ms: 1500 })).rejects.toMatchObject({ kind: 'exec.timeout' });
    expect(await sleepers(41411)).toBe(0);
  });

  test('leaves no process when the caller goes away', async () => {
    const leave = new AbortController();
    const call = exec(stubborn(42422), {}, leave.signal);
    call.catch(() => undefined);
    await vi.waitFor(async () => expect(await sleepers(42422)).toBe(3), 20_000);
    leave.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(async () => expect(await sleepers(42422)).toBe(0), 20_000);
  });
});

test('without an engine a session can be made, and health and start say what is missing', async () => {
  const socket = join(product.home.dir, 'no-engine.sock');
  await using lonely = await startProduct({ env: { DOCKER_HOST: `unix://${socket}` } });
  const alone = clientOf(lonely);
  await addRepo(lonely, 'shop');
  const health = await alone.server.health({});
  expect(health.status).toBe('degraded');
  expect(health.checks.find(({ name }) => name === 'engine')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining(socket),
    fix: expect.stringContaining('DOCKER_HOST'),
  });
  const { session_id } = await alone.session.create(create);
  await expect(alone.session.start({ session_id })).rejects.toMatchObject({
    kind: 'engine.unreachable',
    message: expect.stringContaining(socket),
  });
  expect(await alone.session.info({ session_id })).toMatchObject({
    status: 'created',
    problem: { kind: 'engine.unreachable' },
  });
});

test('an image for new sessions that nobody made is refused at create, and health says so', async () => {
  await product.server.stop();
  const image = 'hero-claude-sandbx:latest';
  await product.start('server', { env: { HERO_CLAUDE_IMAGE: image } });
  const message = `The engine has no image "${image}"`;
  await expect(client.session.create(create)).rejects.toMatchObject({ kind: 'image.not_found', message });
  const { checks } = await client.server.health({});
  expect(checks.find(({ name }) => name === 'image')).toMatchObject({ status: 'fail', message });
});

test('health says when the image of new sessions has another version of the CLI', async () => {
  await product.server.stop();
  await product.start('server', { env: { HERO_CLAUDE_IMAGE: await commitOtherCli() } });
  const { checks } = await client.server.health({});
  expect(checks.find(({ name }) => name === 'image')).toMatchObject({
    status: 'fail',
    message: expect.stringMatching(/holds Claude CLI 1\.0\.0, needed is 2\.1\.329/),
    fix: 'rebuild it: hero-claude image build',
  });
});

const labels = () => ({ 'hero.claude.instance': product.instance });

async function tarOf(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(product.home.dir, 'image-'));
  await mkdir(join(dir, 'tree'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(dir, 'tree', name), content);
    await chmod(join(dir, 'tree', name), 0o755);
  }
  await promisify(execFile)('tar', ['-cf', join(dir, 'image.tar'), '-C', join(dir, 'tree'), '.']);
  return join(dir, 'image.tar');
}

/** An image with nothing in it. */
async function importEmptyImage(): Promise<string> {
  const tag = `hero-claude-empty:${product.instance}`;
  const label = `LABEL hero.claude.instance=${product.instance}`;
  const stream = await docker.importImage(await tarOf({ note: 'nothing here\n' }), {
    repo: 'hero-claude-empty',
    tag: product.instance,
    changes: label,
  });
  for await (const _progress of stream);
  return tag;
}

/** The session image with a CLI that says it is an old one. */
async function commitOtherCli(): Promise<string> {
  const from = await docker.createContainer({ Image: 'hero-claude-sandbox:latest', Labels: labels() });
  try {
    const cli = await tarOf({ claude: '#!/bin/sh\necho "1.0.0 (Claude Code)"\n' });
    await from.putArchive(cli, { path: '/usr/local/bin' });
    await from.commit({ repo: 'hero-claude-old', tag: product.instance });
  } finally {
    await from.remove();
  }
  return `hero-claude-old:${product.instance}`;
}

async function removeImages(): Promise<void> {
  for (const name of ['hero-claude-empty', 'hero-claude-old']) {
    const image = docker.getImage(`${name}:${product.instance}`);
    await image.remove({ force: true }).catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
    });
  }
}

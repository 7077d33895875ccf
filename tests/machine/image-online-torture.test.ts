import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { claudeCodeVersion } from '../../packages/hero-claude-server/src/version.ts';
import { root, run } from './run.ts';

vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 600_000 });

/** A minute of packages and a gigabyte of layers; `docker-registry` and `mmdebstrap` of Debian must be on PATH. */
const torture = process.env['HERO_TORTURE'] !== undefined;
const owner = 'hero.claude.instance=0f11e0de';
const tag = 'hero-claude-online-test:latest';
const build = join(root, 'docker', 'sandbox', 'build.sh');

let dir: string;
let registry: ChildProcess | undefined;
let base: string;
let made: string;

/** Runs a program that must succeed. */
async function need(command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args[0]}: ${stderr.slice(-500)}`);
  return stdout.trim();
}

const docker = async (...args: string[]) => need('docker', ...args);

async function startRegistry(port: number): Promise<ChildProcess> {
  const config = join(dir, 'config.json');
  const storage = { filesystem: { rootdirectory: join(dir, 'store') } };
  await writeFile(config, JSON.stringify({ version: '0.1', storage, http: { addr: `127.0.0.1:${port}` } }));
  const started = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const answers = async () =>
    (await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined))?.ok === true;
  await vi.waitUntil(async () => started.exitCode !== null || (await answers()), { timeout: 30_000 });
  if (started.exitCode !== null) throw new Error(`docker-registry ended with ${started.exitCode}`);
  return started;
}

/** A bare Debian on a registry of this test's own, under a name that the engine does not have. */
beforeAll(async () => {
  if (!torture) return;
  dir = await mkdtemp(join(tmpdir(), 'hero-registry-'));
  const port = await freePort();
  registry = await startRegistry(port);
  const tree = join(dir, 'base.tar');
  await need('mmdebstrap', '--variant=minbase', 'bookworm', tree);
  made = `127.0.0.1:${port}/debian:made`;
  await docker('import', '--change', `LABEL ${owner}`, tree, made);
  await docker('push', '--quiet', made);
  const manifests = `http://127.0.0.1:${port}/v2/debian/manifests`;
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = await (await fetch(`${manifests}/made`, { headers: { accept: type } })).text();
  const headers = { 'content-type': type };
  await fetch(`${manifests}/bookworm-slim`, { method: 'PUT', body: manifest, headers });
  base = `127.0.0.1:${port}/debian:bookworm-slim`;
});

afterAll(async () => {
  if (!torture) return;
  registry?.kill();
  await run('docker', ['image', 'rm', tag, base, made]);
  await rm(dir, { recursive: true });
});

test.skipIf(!torture)(
  'an image is built on what a registry has, with packages from the network',
  async () => {
    const { code, stdout, stderr } = await run(build, ['--online', '--base', base, '--tag', tag, '--force']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`building ${tag} on ${base}`);
    const format =
      '{{index .Config.Labels "hero.claude.cli_version"}} {{.Config.User}} {{json .RootFS.Layers}}';
    const [version, user, layers = '[]'] = (await docker('image', 'inspect', '--format', format, tag)).split(
      ' ',
    );
    expect([version, user]).toEqual([claudeCodeVersion, 'agent']);
    const ofBase = await docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', base);
    expect((JSON.parse(layers) as string[])[0]).toBe((JSON.parse(ofBase) as string[])[0]);
    const tools = 'bash tail git rg jq curl socat python3 node npm cc make';
    const script = `claude --version; for tool in ${tools}; do command -v $tool >/dev/null || echo "no $tool"; done`;
    const strict = ['--rm', '--label', owner, '--network=none', '--read-only', '--tmpfs=/tmp:exec'];
    expect(await docker('run', ...strict, tag, 'bash', '-c', script)).toBe(
      `${claudeCodeVersion} (Claude Code)`,
    );
  },
);

test.skipIf(!torture)('a registry that does not have it is said in the words of the engine', async () => {
  const missing = base.replace('debian:', 'nothing:');
  const { code, stdout, stderr } = await run(build, ['--online', '--base', missing, '--tag', `${tag}-2`]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/not found|unknown/);
  expect(stderr).toContain('--online and --offline choose the way');
});

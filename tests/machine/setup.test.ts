import { spawn } from 'node:child_process';
import { access, chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ran, root, run } from './run.ts';

let home: string;
let bin: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'h-'));
  bin = join(home, 'tools');
  await mkdir(bin);
});

afterEach(() => rm(home, { recursive: true }));

async function find(tool: string): Promise<string> {
  for (const dir of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    const path = join(dir, tool);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error(`this test needs ${tool}`);
}

/** Puts the real programs of that name on the path of the script, and only those. */
async function machineWith(...tools: string[]): Promise<void> {
  const always = [
    'bash',
    'dirname',
    'uname',
    'id',
    'sort',
    'head',
    'cut',
    'awk',
    'grep',
    'cat',
    'sed',
    'sleep',
  ];
  for (const tool of [...always, ...tools]) await symlink(await find(tool), join(bin, tool));
}

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

/**
 * The script appends the system directories to its path; a copy without that line sees only `bin`.
 * Nothing here is a stand-in but what a test says.
 */
async function setup(env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Ran> {
  const script = join(home, 'setup.sh');
  const { stdout } = await run('sed', ['/^PATH=/d', join(root, 'scripts', 'setup.sh')]);
  await writeFile(script, stdout);
  return run(join(bin, 'bash'), [script, ...args], { cwd: home, env: { PATH: bin, HOME: home, ...env } });
}

test('without Node.js it says which version and how to get it', async () => {
  await machineWith();
  const { code, stderr } = await setup();
  expect(code).toBe(1);
  expect(stderr).toContain('Node.js is missing (at least 20.19.0)');
  expect(stderr).toContain('"make setup" again');
});

test('an old Node.js is refused by its version', async () => {
  await machineWith();
  await program('node', 'echo v18.20.4');
  await program('npm', 'exit 0');
  const { code, stderr } = await setup();
  expect(code).toBe(1);
  expect(stderr).toContain('Node.js v18.20.4 is too old (at least 20.19.0)');
});

test('where it may not install, every missing program is in one command', async () => {
  await machineWith('node', 'npm', 'git');
  const { code, stdout, stderr } = await setup();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ok {4}node +v/m);
  expect(stderr).toContain('missing: rsync docker.io');
  expect(stderr).toMatch(/^ {4}.*\brsync docker\.io\b/m);
});

test('for the tests of the dashboard it asks for a browser, and for nothing that starts by itself', async () => {
  await machineWith('node', 'npm', 'git', 'rsync', 'pnpm');
  for (const name of ['docker', 'dockerd']) await program(name, 'exit 1');
  const elsewhere = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  const without = await setup(elsewhere, '--browser');
  expect(without.code).toBe(1);
  expect(without.stderr).toContain('chromium is missing, which the tests of the dashboard use');
  expect(without.stderr).toMatch(/^ {4}.*\bchromium\b/m);

  await program('chromium', 'echo Chromium 140.0.1');
  const { stdout } = await setup(elsewhere, '--browser');
  expect(stdout).toMatch(/^ok {4}browser +140\.0\.1$/m);
  expect(stdout).toContain(
    'note  without nginx-light caddy the test of documented reverse proxies is skipped',
  );
  expect((await setup(elsewhere)).stdout).not.toMatch(/browser|nginx/);
});

test('an engine elsewhere that does not answer is named, and none is started', async () => {
  await machineWith('node', 'npm', 'git', 'rsync', 'pnpm');
  await program('docker', 'exit 1');
  await program('dockerd', `touch ${join(home, 'started')}`);
  const { code, stderr } = await setup({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  expect(code).toBe(1);
  expect(stderr).toContain('no engine answers at DOCKER_HOST=unix:///nowhere/docker.sock');
  await expect(access(join(home, 'started'))).rejects.toThrow('ENOENT');
});

test('another engine is asked for by name: none of its own is installed or started beside it', async () => {
  await machineWith('node', 'npm', 'git', 'rsync', 'pnpm');
  await program('podman', 'exit 1');
  await program('dockerd', `touch ${join(home, 'started')}`);
  const podman = await setup({ DOCKER_RUNTIME: 'podman', XDG_RUNTIME_DIR: home });
  expect(podman).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/podman serves no API on .*podman\.sock/),
  });
  const nerdctl = await setup({ DOCKER_RUNTIME: 'nerdctl' });
  expect(nerdctl).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('DOCKER_RUNTIME=nerdctl cannot be driven'),
  });
  await expect(access(join(home, 'started'))).rejects.toThrow('ENOENT');
});

test('an engine that runs and does not answer is waited for, never doubled', async () => {
  await machineWith('node', 'npm', 'git', 'rsync', 'pnpm');
  await program('docker', 'exit 1');
  await program('dockerd', `touch ${join(home, 'started')}`);
  await copyFile(await find('sleep'), join(home, 'dockerd'));
  const engine = spawn(join(home, 'dockerd'), ['60']);
  try {
    const { code, stderr } = await setup({ HERO_SETUP_PATIENCE_SECONDS: '1' });
    expect(code).toBe(1);
    // Somebody outside the docker group learns of that first.
    expect(stderr).toMatch(/no second one is started|may not use it/);
    await expect(access(join(home, 'started'))).rejects.toThrow('ENOENT');
  } finally {
    engine.kill();
  }
});

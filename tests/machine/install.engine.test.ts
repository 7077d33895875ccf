import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, root, run } from './run.ts';

const programs = ['hero-claude', 'hero-claude-gateway', 'hero-claude-server', 'hero-claude-ui'];
let dir: string;
let bin: string;
let lib: string;
let installed: Ran;

/** Runs an install script as the Makefile does. */
async function make(script: string, more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const env = { ...process.env, INSTALL_DIR: bin, ...more };
  return run('bash', ['--norc', '-euc', `. ./buildenv.sh && scripts/${script}`], { env });
}

beforeAll(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'h-')));
  const home = join(dir, "it's my home", 'hero');
  bin = join(home, 'bin');
  lib = join(home, 'lib');
  installed = await make('install.sh');
});

afterAll(async () => {
  await make('uninstall.sh', running());
  await rm(dir, { recursive: true, force: true });
});

/** The home it was installed into, where services of this test run and nobody else's. */
const running = () => ({
  HOME: dirname(dirname(bin)),
  PATH: process.env['PATH'] ?? '',
  HERO_SOCKET_DIR: join(dir, 's'),
});

/** All symbolic links below a directory, with what they point to. */
async function links(below: string): Promise<{ link: string; target: string }[]> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    found.map(async (link) => ({ link, target: resolve(dirname(link), await readlink(link)) })),
  );
}

test('puts the four programs into the bin directory', async () => {
  expect(installed).toMatchObject({ code: 0, stderr: '' });
  expect((await readdir(bin)).sort()).toEqual(programs);
});

test('nothing of it leads back to the checkout', async () => {
  const outside = (await links(lib)).filter(({ target }) => !target.startsWith(`${lib}/`));
  expect(outside).toEqual([]);
  expect(await run('grep', ['-rlF', '--', `${root}/`, lib, bin])).toEqual({
    code: 1,
    stdout: '',
    stderr: '',
  });
});

test.each(programs)(
  '%s starts from anywhere, through a link, with hardly an environment',
  async (program) => {
    const link = join(dir, program);
    await symlink(join(bin, program), link);
    const asked = program === 'hero-claude' ? '--version' : '--info';
    const home = join(dir, 'elsewhere');
    await mkdir(home, { recursive: true });
    const { code, stdout } = await run(link, [asked], {
      cwd: '/',
      env: { HOME: home, PATH: '/usr/bin:/bin' },
    });
    expect(code).toBe(0);
    expect(stdout).toContain(asked === '--info' ? `name = "${program.replaceAll('-', '_')}"` : '0.1.0');
  },
);

test('carries the recipe of the session image', async () => {
  const { code, stdout } = await run(join(lib, 'hero-claude', 'docker', 'sandbox', 'build.sh'), ['--help']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('usage: build.sh') });
});

test('carries the built page of the dashboard', async () => {
  const page = join(lib, 'hero-claude', 'packages', 'hero-claude-ui', 'dist', 'web', 'index.html');
  expect(await readFile(page, 'utf8')).toContain('./assets/index-');
});

test('brings no development dependencies', async () => {
  const packages = await readdir(join(lib, 'hero-claude', 'node_modules', '.pnpm'));
  expect(packages.filter((name) => /^(vitest|typescript|tsx|@biomejs)\b/.test(name))).toEqual([]);
});

test.each(programs.slice(1))('%s runs as its package says, wherever it is started from', async (name) => {
  const manifest = await readFile(join(root, 'packages', name, 'package.json'), 'utf8');
  const { config } = JSON.parse(manifest) as { config: { nodeFlags: string } };
  const wrapper = await readFile(join(bin, name), 'utf8');
  expect(wrapper).toContain(`exec "$node" ${config.nodeFlags} '`);
});

test('installing again switches over and keeps what running programs were started from', async () => {
  const before = await readlink(join(lib, 'hero-claude'));
  expect((await make('install.sh')).code).toBe(0);
  const after = await readlink(join(lib, 'hero-claude'));
  expect(after).not.toBe(before);
  expect((await readdir(lib)).sort()).toEqual(['hero-claude', before, after]);
});

test('the services run from it, and no .env of the folder they are started in is read', async () => {
  const checkout = join(dir, 'cloned');
  await mkdir(checkout);
  await writeFile(
    join(checkout, '.env'),
    'CODEROOT=/planted\nHERO_CLAUDE_MODEL_URL=http://planted.example\n',
  );
  const started = await run(join(bin, 'hero-claude'), ['start', '--no-tcp', '--json'], {
    cwd: checkout,
    env: running(),
  });
  expect(started.code).toBe(0);
  expect(JSON.parse(started.stdout)).toMatchObject({
    code_root: checkout,
    services: [{ healthy: true }, { healthy: true }, { healthy: true }],
  });
  const log = await readFile(join(running().HOME, 'hero/var/hero_claude/log/gateway.log'), 'utf8');
  expect(log).not.toContain('planted');
}, 120_000);

test('uninstalling stops the services and removes that and nothing else', async () => {
  const others = [join(bin, 'other-tool'), join(lib, 'hero-claude-notes.txt')];
  for (const other of others) await writeFile(other, 'mine');
  await rm(join(bin, 'hero-claude-ui'));
  await writeFile(join(bin, 'hero-claude-ui'), '#!/bin/sh\necho somebody else\n');
  const { code, stdout } = await make('uninstall.sh', running());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^stopped$/m);
  expect(stdout).toContain('sessions, settings and the session image stay');
  expect((await readdir(join(dir, 's'))).filter((name) => name.endsWith('.sock'))).toEqual([]);
  expect((await readdir(bin)).sort()).toEqual(['hero-claude-ui', 'other-tool']);
  expect(await readdir(lib)).toEqual(['hero-claude-notes.txt']);
  for (const other of others) expect((await lstat(other)).isFile()).toBe(true);
  expect((await make('uninstall.sh', running())).code).toBe(0);
});

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from 'hero-rpc/node';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

function home(envFile?: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'hero-config-'));
  if (envFile !== undefined) {
    const cfg = join(dir, 'hero', 'cfg', 'hero_claude');
    mkdirSync(cfg, { recursive: true });
    writeFileSync(join(cfg, 'env'), envFile);
  }
  return dir;
}

test('defaults are those of the original', () => {
  const HOME = home();
  expect(readConfig({ HOME })).toMatchObject({
    codeRoot: process.cwd(),
    buildDir: join(process.cwd(), 'build'),
    image: 'hero-claude-sandbox:latest',
    host: '127.0.0.1',
    port: 3780,
    claudeConfigDir: join(HOME, '.claude'),
    socketDir: join(HOME, 'hero', 'var', 'sockets'),
    logLevel: 'info',
    trashDays: 30,
  });
});

test('how many sessions may run comes from the memory of the machine, unless it is said', () => {
  const HOME = home();
  const { maxRunning } = readConfig({ HOME });
  expect(maxRunning).toBe(Math.max(2, Math.floor((totalmem() / 2 ** 30) * 0.75)));
  expect(readConfig({ HOME, HERO_CLAUDE_MAX_RUNNING: '7' })).toMatchObject({ maxRunning: 7 });
});

test('the real environment goes before the env file, and an empty value is none', () => {
  const HOME = home('HERO_CLAUDE_PORT=4000\nHERO_CLAUDE_IMAGE=from-file\nHERO_LOG=debug\n');
  const config = readConfig({ HOME, HERO_CLAUDE_PORT: '5000', HERO_LOG: '' });
  expect(config).toMatchObject({ port: 5000, image: 'from-file', logLevel: 'debug' });
});

test.each([
  [{ HERO_SOCKET_DIR: '/s', PATH_SOCKETS: '/t' }, '/s'],
  [{ PATH_SOCKETS: '/t', PATH_SOCKET: '/u' }, '/t'],
  [{ PATH_SOCKET: '/u', PATH_VAR: '/v' }, '/u'],
  [{ PATH_VAR: '/v', PATH_ROOT: '/r' }, '/v/sockets'],
  [{ PATH_ROOT: '/r' }, '/r/var/sockets'],
])('%j puts the sockets in %s', (env, dir) => {
  expect(readConfig({ HOME: home(), ...env }).socketDir).toBe(dir);
});

test('a bad value names the variable, the value and what it must be; a secret is not shown', () => {
  const read = () => readConfig({ HOME: home(), HERO_CLAUDE_PORT: 'eighty', HERO_SECRET: 'short' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/HERO_CLAUDE_PORT="eighty"/);
  expect(read).toThrow(/HERO_SECRET=\(not shown\): needs at least 32 bytes/);
  expect(read).not.toThrow(/short/);
});

test.each([
  ['HERO_CLAUDE_CPU', 'two', 'must be a number'],
  ['HERO_CLAUDE_PORT', '80.5', 'must be a whole number'],
  ['HERO_CLAUDE_PORT', '70000', 'must be at most 65535'],
  ['HERO_CLAUDE_MAX_RUNNING', '0', 'must be at least 1'],
  ['HERO_CLAUDE_MAX_RUNNING', '2.5', 'must be a whole number'],
  ['HERO_CLAUDE_MAX_RUNNING', 'many', 'must be a number'],
  ['DOCKER_RUNTIME', 'lxc', 'must be one of docker, podman, nerdctl'],
])('%s=%s: %s', (name, value, words) => {
  expect(() => readConfig({ HOME: home(), [name]: value })).toThrow(`${name}="${value}": ${words}`);
});

test('RUST_LOG is read where HERO_LOG is missing', () => {
  expect(readConfig({ HOME: home(), RUST_LOG: 'warn' }).logLevel).toBe('warn');
  expect(readConfig({ HOME: home(), RUST_LOG: 'warn', HERO_LOG: 'error' }).logLevel).toBe('error');
});

test('a level that is a list gives its first plain one', () => {
  expect(readConfig({ HOME: home(), RUST_LOG: 'hyper=off,warn' }).logLevel).toBe('warn');
});

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LineTail } from '../daemon/line-tail.ts';
import { freePort } from '../home/free-port.ts';

export type ProxyProgram = 'nginx' | 'caddy';

/** A real proxy on a port of 127.0.0.1. */
export interface ReverseProxy extends AsyncDisposable {
  /** With a slash at its end. */
  url: string;
}

const programs: Record<ProxyProgram, string> = { nginx: '/usr/sbin/nginx', caddy: '/usr/bin/caddy' };
const readyMs = 20_000;

/** The first that takes `-e`: older ones write to a log in /var before they read where else to. */
const oldestNginx = '1.19.5';

/** Why tests cannot use this machine's; undefined when they can. `apt-get install nginx-light caddy` brings both. */
export async function proxyProblem(program: ProxyProgram): Promise<string | undefined> {
  if (!existsSync(programs[program])) return `${program} is not installed`;
  if (program !== 'nginx') return undefined;
  return nginxProblem((await promisify(execFile)(programs.nginx, ['-v'])).stderr);
}

/** @param said what `nginx -v` prints */
export function nginxProblem(said: string): string | undefined {
  const version = /\d+\.\d+\.\d+/.exec(said)?.[0] ?? 'of an unknown version';
  const isOld = version.localeCompare(oldestNginx, 'en', { numeric: true }) < 0;
  return isOld ? `nginx is ${version}; ${oldestNginx} or newer is needed` : undefined;
}

/** The user under whom Debian's nginx works, when root starts it. */
export const nginxGroup = 'www-data';

function nginxConfig(dir: string, port: number, site: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi'].map(
    (name) => `  ${name}_temp_path ${join(dir, name)};`,
  );
  return [
    'daemon off;',
    ...(process.getuid?.() === 0 ? [`user ${nginxGroup};`] : []),
    `pid ${join(dir, 'pid')};`,
    'error_log stderr;',
    'events {}',
    'http {',
    '  access_log off;',
    ...temp,
    '  server {',
    `    listen 127.0.0.1:${port};`,
    site,
    '  }',
    '}',
  ].join('\n');
}

function caddyConfig(port: number, site: string): string {
  return [
    '{',
    '  admin off',
    '  auto_https off',
    '  grace_period 100ms',
    '}',
    `http://127.0.0.1:${port} {`,
    site,
    '}',
  ].join('\n');
}

async function startProgram(program: ProxyProgram, port: number, site: string, dir: string) {
  const file = join(dir, 'config');
  const config = program === 'nginx' ? nginxConfig(dir, port, site) : caddyConfig(port, site);
  await writeFile(file, config);
  const args =
    program === 'nginx'
      ? ['-p', dir, '-e', 'stderr', '-c', file]
      : ['run', '--config', file, '--adapter', 'caddyfile'];
  const env = { PATH: process.env['PATH'], HOME: dir };
  return spawn(programs[program], args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Starts nginx or Caddy with one site: what stands in a `server` block, or in the braces of an address. */
export async function startReverseProxy(program: ProxyProgram, site: string): Promise<ReverseProxy> {
  const dir = await mkdtemp(join(tmpdir(), 'proxy-'));
  // Workers of another user pass through.
  await chmod(dir, 0o711);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const child = await startProgram(program, port, site, dir);
  const tail = new LineTail();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => tail.push(chunk));
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await answers(url, child);
  } catch (error) {
    await stop();
    throw new Error(`${program} did not start:\n${tail.text()}`, { cause: error });
  }
  return { url, [Symbol.asyncDispose]: stop };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const late = performance.now() + readyMs;
  while (child.exitCode === null && performance.now() < late) {
    const answer = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
    if (answer !== undefined) return;
    await wait(50);
  }
  throw new Error(child.exitCode === null ? 'it does not listen' : `it ended with ${child.exitCode}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

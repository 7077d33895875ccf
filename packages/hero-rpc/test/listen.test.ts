import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request } from 'node:http';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ListenError, listenOnSocket } from '../src/node/index.ts';

let directory: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync('/tmp/hero-rpc-');
  path = join(directory, 'run', 'server.sock');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

function ownPid() {
  return createServer((_request, response) => response.end(JSON.stringify({ pid: process.pid })));
}

/** Starts a server process and waits until it listens or has ended. */
async function startOwner(): Promise<{ child: ChildProcess; exitCode: number | null; stderr: string }> {
  const script = join(import.meta.dirname, 'socket-owner.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=hero:source', script, path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
  return { child, exitCode: child.exitCode, stderr };
}

async function get(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/', agent: false }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => resolve(body));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('listenOnSocket', () => {
  it('listens for its owner alone and removes the socket when closed', async () => {
    const socket = await listenOnSocket(ownPid(), { path });
    expect(JSON.parse(await get(path))).toEqual({ pid: process.pid });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o700);
    await socket.close();
    expect(readdirSync(join(directory, 'run')).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  it('can be opened again by the same process', async () => {
    for (let round = 0; round < 3; round++) {
      await using socket = await listenOnSocket(ownPid(), { path });
      expect(await get(socket.path)).toContain('pid');
    }
    expect(readdirSync(join(directory, 'run'))).toEqual(['.server.sock.lock-3']);
  });

  it('can be closed twice, and when its directory is gone', async () => {
    const socket = await listenOnSocket(ownPid(), { path });
    rmSync(join(directory, 'run'), { recursive: true });
    await socket.close();
    await socket.close();
    expect(existsSync(join(directory, 'run'))).toBe(false);
  });

  it('lets a group in when asked to', async () => {
    const [line = ''] = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .filter((entry) => entry.includes(`:${process.getgid?.()}:`));
    const [group = ''] = line.split(':');
    await using _socket = await listenOnSocket(ownPid(), { path, group });
    expect(statSync(path).mode & 0o777).toBe(0o660);
    expect(statSync(path).gid).toBe(process.getgid?.());
    expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o710);
  });

  it('refuses a group that does not exist', async () => {
    await expect(listenOnSocket(ownPid(), { path, group: 'no-such-group' })).rejects.toThrow(
      'HERO_SOCKET_GROUP=no-such-group',
    );
  });

  it('keeps the mode of a directory that exists', async () => {
    mkdirSync(join(directory, 'run'));
    chmodSync(join(directory, 'run'), 0o755);
    await using _socket = await listenOnSocket(ownPid(), { path });
    expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o755);
  });

  it('says of a directory that cannot be made which variable names another', async () => {
    writeFileSync(join(directory, 'file'), '');
    for (const place of [join(directory, 'file'), '/proc/hero-sockets'])
      await expect(listenOnSocket(ownPid(), { path: `${place}/a.sock` })).rejects.toMatchObject({
        exitCode: 78,
        message: expect.stringMatching(
          `The socket directory ${place} cannot be made: .* Set HERO_SOCKET_DIR.`,
        ),
      });
  });

  it('refuses a path that would be cut', async () => {
    const long = join(directory, 'x'.repeat(108 - Buffer.byteLength(`${directory}/`)));
    expect(Buffer.byteLength(long)).toBe(108);
    await expect(listenOnSocket(ownPid(), { path: long })).rejects.toThrow(/108 bytes; 10[37] are possible/);
    const longest = long.slice(0, process.platform === 'darwin' ? 103 : 107);
    await using _socket = await listenOnSocket(ownPid(), { path: longest });
    expect(await get(longest)).toContain('pid');
  });

  it('never removes what is no socket', async () => {
    mkdirSync(join(directory, 'run'));
    writeFileSync(path, 'precious');
    await expect(listenOnSocket(ownPid(), { path })).rejects.toThrow('is not a socket');
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('puts aliases beside it and leaves alone what is no link', async () => {
    const alias = join(directory, 'run', 'hero_claude', 'rpc.sock');
    const taken = join(directory, 'taken.sock');
    writeFileSync(taken, 'precious');
    const socket = await listenOnSocket(ownPid(), { path, aliases: [alias, taken] });
    expect(socket.refusedAliases).toEqual([taken]);
    expect(await get(alias)).toContain('pid');
    await socket.close();
    expect(lstatSync(alias, { throwIfNoEntry: false })).toBeUndefined();
    expect(existsSync(taken)).toBe(true);
  });

  it('ends in time although a request does not', async () => {
    const server = createServer(() => undefined);
    const socket = await listenOnSocket(server, { path });
    const hanging = createConnection(path);
    hanging.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(server, 'request');
    const started = performance.now();
    const ended = once(hanging, 'close');
    hanging.on('error', () => undefined);
    await socket.close(50);
    await ended;
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('one socket, several servers', () => {
  it('names the pid of the server that lives there', async () => {
    await using _socket = await listenOnSocket(ownPid(), { path });
    const error: unknown = await listenOnSocket(ownPid(), { path }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({ exitCode: 75, message: expect.stringContaining(`pid ${process.pid}`) });
  });

  it('finds a server that holds no lock by asking it', async () => {
    mkdirSync(join(directory, 'run'));
    const other = ownPid();
    await new Promise<void>((resolve) => other.listen(path, resolve));
    await expect(listenOnSocket(ownPid(), { path })).rejects.toThrow(`pid ${process.pid}`);
    await new Promise((resolve) => other.close(resolve));
  });

  it('takes over from a killed server', async () => {
    const { child } = await startOwner();
    expect(JSON.parse(await get(path))).toEqual({ status: 'ok', pid: child.pid });
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
    expect(lstatSync(path).isSocket()).toBe(true);
    await using _socket = await listenOnSocket(ownPid(), { path });
    expect(JSON.parse(await get(path))).toEqual({ pid: process.pid });
  });

  it('lets exactly one of several win, on what a killed server left', async () => {
    const first = await startOwner();
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const started = await Promise.all(Array.from({ length: 4 }, startOwner));
    const winners = started.filter(({ exitCode }) => exitCode === null);
    expect(winners).toHaveLength(1);
    const pid = winners[0]?.child.pid;
    for (const { exitCode, stderr } of started.filter((one) => one !== winners[0])) {
      expect(exitCode).toBe(75);
      expect(stderr).toContain(`pid ${pid}`);
    }
    expect(JSON.parse(await get(path))).toMatchObject({ pid });
  });

  it('ends on SIGTERM and leaves no socket', async () => {
    const { child } = await startOwner();
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(existsSync(path)).toBe(false);
  });
});

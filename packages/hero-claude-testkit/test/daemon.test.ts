import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createTempHome, RpcCallError, rpcCall, startDaemon, udsRequest, udsSse } from '../src/index.ts';

const script = fileURLToPath(new URL('./fixtures/tiny-daemon.mjs', import.meta.url));

async function tinyDaemon(mode?: string) {
  const home = await createTempHome();
  const socket = join(home.socketDir, 'tiny.sock');
  const start = startDaemon({
    command: process.execPath,
    args: [script, socket, ...(mode ? [mode] : [])],
    env: home.env,
    socket,
  });
  return { home, socket, start };
}

describe('startDaemon', () => {
  it('waits until the daemon answers, and stops it', async () => {
    const { home, socket, start } = await tinyDaemon();
    await using _home = home;
    const daemon = await start;
    expect(daemon.logs()).toContain('tiny-daemon listens');
    expect(await udsRequest(socket, { path: '/health' })).toMatchObject({
      status: 200,
      body: '{"status":"ok"}',
    });
    expect(await udsRequest(socket, { path: '/nowhere' })).toMatchObject({ status: 404 });
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
    await expect(udsRequest(socket, { path: '/health' })).rejects.toThrow(/ENOENT|ECONNREFUSED/);
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
  });

  it('reports a daemon that ends at once with what it said', async () => {
    const { home, start } = await tinyDaemon('broken');
    await using _home = home;
    await expect(start).rejects.toThrow(/ended at once[^]*broken on purpose/);
  });

  it('kills without a chance to clean up', async () => {
    const { home, socket, start } = await tinyDaemon('stubborn');
    await using _home = home;
    await using daemon = await start;
    expect(await daemon.kill9()).toEqual({ code: null, signal: 'SIGKILL' });
    await expect(udsRequest(socket, { path: '/health' })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('rpcCall and udsSse', () => {
  it('give results and errors', async () => {
    const { home, socket, start } = await tinyDaemon();
    await using _home = home;
    await using _daemon = await start;
    expect(await rpcCall(socket, 'echo', { a: 1 })).toEqual({ a: 1 });
    const failure = await rpcCall(socket, 'nope').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RpcCallError);
    expect(failure).toMatchObject({ code: -32601, kind: 'rpc.method_not_found' });
  });

  it('read a stream, go on after an id, and leave', async () => {
    const { home, socket, start } = await tinyDaemon();
    await using _home = home;
    await using _daemon = await start;
    const seen = [];
    for await (const event of udsSse(socket, '/events', { lastEventId: '7' })) {
      seen.push(event);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([
      { id: '8', event: 'tick', data: 'tick 8' },
      { id: '9', event: 'tick', data: 'tick 9' },
    ]);
    const stop = new AbortController();
    let count = 0;
    for await (const _ of udsSse(socket, '/events', { signal: stop.signal })) if (++count === 3) stop.abort();
    expect(count).toBe(3);
    await expect(udsSse(socket, '/nowhere').next()).rejects.toThrow('answered 404');
  });
});

import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runProcess, SpawnError } from '../../src/lib/process.ts';

const env = { PATH: process.env.PATH };
const sh = (script: string, options: Partial<Parameters<typeof runProcess>[2]> = {}) =>
  runProcess('sh', ['-c', script], { env, ...options });

/** A killed process stays a zombie until init reaps it. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('runProcess', () => {
  it('returns exit code, stdout as bytes and stderr', async () => {
    const result = await sh(String.raw`printf 'a\377b'; echo oops >&2; exit 3`);
    expect(result).toMatchObject({
      exitCode: 3,
      signal: null,
      stderr: 'oops\n',
      truncated: false,
      timedOut: false,
    });
    expect([...result.stdout]).toEqual([0x61, 0xff, 0x62]);
  });

  it('reports a signal as a signal, never as exit code 0', async () => {
    const result = await sh('kill -KILL $$');
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('inherits nothing from the environment', async () => {
    const result = await runProcess('/usr/bin/env', [], { env: { ONLY: 'this' } });
    expect(result.stdout.toString()).toBe('ONLY=this\n');
  });

  it('names the program that cannot be started', async () => {
    await expect(runProcess('/nonexistent/tool', [], { env })).rejects.toThrow(SpawnError);
    await expect(runProcess('/nonexistent/tool', [], { env })).rejects.toThrow('/nonexistent/tool');
  });

  it('feeds stdin, and survives a child that does not read it', async () => {
    const megabytes = Buffer.alloc(5_000_000, 'x');
    expect((await sh('wc -c', { stdin: megabytes })).stdout.toString().trim()).toBe('5000000');
    expect((await sh('exit 0', { stdin: megabytes })).exitCode).toBe(0);
  });

  it('bounds what it collects while draining the rest', async () => {
    const result = await sh('head -c 3000000 /dev/zero', { maxOutputBytes: 1000 });
    expect(result).toMatchObject({ exitCode: 0, truncated: true });
    expect(result.stdout.byteLength).toBe(1000);
  });

  it('streams stdout to a writable with back-pressure', async () => {
    const sink = new PassThrough({ highWaterMark: 10 });
    const [result, received] = await Promise.all([
      sh('head -c 300000 /dev/zero', { stdout: sink }),
      text(sink),
    ]);
    expect(result.exitCode).toBe(0);
    expect(received.length).toBe(300_000);
  });

  it('does not wait for a grandchild that holds the pipes, and leaves none behind', async () => {
    const started = performance.now();
    const result = await sh('sleep 30 & echo $!');
    expect(performance.now() - started).toBeLessThan(20_000);
    await expect.poll(() => isAlive(Number(result.stdout.toString())), { timeout: 5_000 }).toBe(false);
  });

  it('kills the whole group on timeout', async () => {
    const result = await sh('sleep 30 & echo $!; wait', { timeoutMs: 200 });
    expect(result).toMatchObject({ timedOut: true, exitCode: null });
    await expect.poll(() => isAlive(Number(result.stdout.toString())), { timeout: 5_000 }).toBe(false);
  });

  it('throws the reason when cancelled, after the group is gone', async () => {
    const controller = new AbortController();
    let pid = 0;
    const running = sh('sleep 30 & echo $!; wait', {
      signal: controller.signal,
      onStdout: (chunk) => {
        pid = Number(chunk.toString());
        controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  });

  it('insists with SIGKILL when SIGTERM is ignored', { timeout: 15_000 }, async () => {
    const result = await sh("trap '' TERM; echo ready; while :; do sleep 0.1; done", { timeoutMs: 100 });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
  });

  it('starts nothing when already cancelled', async () => {
    await expect(sh('exit 0', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });
});

import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/adapters/docker/engine.ts';
import type { ExecOptions } from '../../src/domain/container/container-exec.ts';
import { Installation, log } from './docker-fixture.ts';

let home: Installation;
let id: string;
let agentHome: string;

beforeAll(async () => {
  home = await Installation.open();
  const { id: container, spec } = await home.running();
  [id, agentHome] = [container, spec.mounts.home];
});
afterAll(async () => home[Symbol.asyncDispose]());

const exec = (argv: readonly string[], options?: ExecOptions) => home.engine.exec(id, argv, options);
const sh = (script: string, options?: ExecOptions) => exec(['sh', '-c', script], options);

/** Command lines of the container's processes that contain `needle`, as the process table shows them. */
async function processes(needle: string): Promise<string[]> {
  const { stdout } = await sh('for f in /proc/[0-9]*/cmdline; do tr "\\0" " " <$f; echo; done 2>/dev/null');
  return stdout.split('\n').filter((line) => line.includes(needle));
}

function unlessUnfrozen(error: Error): void {
  if (!error.message.includes('unable to freeze')) throw error;
}

describe('pauses and commands that begin at the same time', () => {
  it('leave the container one that answers', async () => {
    const { id: busy } = await home.running();
    const { engine } = home;
    for (let round = 0; round < 6; round += 1) {
      const commands = [0, 5, 20, 60].map(async (afterMs) => {
        await delay(afterMs);
        return engine.exec(busy, ['true'], { timeoutMs: 20_000 }).catch((error: unknown) => error);
      });
      await delay(round * 5);
      // A container that is busy with beginnings cannot always be frozen; whoever wants it tries again.
      await engine.pause(busy).catch(unlessUnfrozen);
      await engine.unpause(busy);
      for (const outcome of await Promise.all(commands))
        expect([0, 'container.wrong_state']).toContain(
          outcome instanceof Error
            ? (outcome as Error & { kind?: string }).kind
            : (outcome as { exitCode: number }).exitCode,
        );
    }
    expect(await engine.exec(busy, ['true'])).toMatchObject({ exitCode: 0 });
    await engine.remove(busy);
  });
});

describe('a command', () => {
  it('runs as the user of the container, in its folder, with the environment given', async () => {
    const result = await sh('id -u; pwd; echo "$GREETING $HOME"', { env: { GREETING: 'hi' } });
    expect(result.stdout).toBe('1000\n/workspace/code\nhi /home/agent\n');
    expect(result).toMatchObject({
      exitCode: 0,
      signal: null,
      stderr: '',
      truncated: false,
      timedOut: false,
    });
  });

  it('keeps the two outputs apart and answers the exit code', async () => {
    expect(await sh('echo out; echo err >&2; exit 42')).toMatchObject({
      exitCode: 42,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('passes arguments on as they are', async () => {
    const odd = ['', 'two words', '$HOME', "it's", 'a\nb', '-n', '*'];
    expect((await exec(['printf', '%s|', ...odd])).stdout).toBe(`${odd.join('|')}|`);
  });

  it('is a program, never a builtin of the shell that starts it', async () => {
    await expect(exec(['exit', '0'])).rejects.toMatchObject({ kind: 'exec.command_not_found' });
  });

  it('starts in another folder on request', async () => {
    expect((await exec(['pwd'], { cwd: '/tmp' })).stdout).toBe('/tmp\n');
    await expect(exec(['pwd'], { cwd: '/no/such' })).rejects.toMatchObject({ kind: 'exec.folder_not_found' });
  });

  it('that does not exist is told apart from exit codes 126 and 127', async () => {
    await expect(exec(['no-such-program'])).rejects.toMatchObject({ kind: 'exec.command_not_found' });
    await expect(exec(['/etc/hostname'])).rejects.toMatchObject({ kind: 'exec.command_not_found' });
    expect(await sh('exit 126')).toMatchObject({ exitCode: 126 });
    expect(await sh('exit 127')).toMatchObject({ exitCode: 127 });
  });

  it('is the one of the image, unless it is looked for as the agent does', async () => {
    const bin = join(agentHome, '.local/bin');
    await mkdir(bin, { recursive: true });
    for (const name of ['bash', 'git', 'sh'])
      await writeFile(join(bin, name), '#!/bin/echo of the agent\n', { mode: 0o755 });
    expect((await exec(['git', '--version'])).stdout).toMatch(/^git version/);
    const asAgent = await exec(['git', '--version'], { asAgent: true });
    expect(asAgent.stdout).toContain('of the agent');
    await rm(bin, { recursive: true });
  });

  it('that a signal ended has no exit code', async () => {
    expect(await sh('kill -KILL $$')).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(await sh('kill -TERM $$')).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
    expect(await sh('exit 129')).toMatchObject({ exitCode: 129, signal: null });
  });

  it('gets no input unless some is given', async () => {
    expect((await exec(['cat'])).stdout).toBe('');
  });

  it('in an ended container is refused', async () => {
    const other = await home.running(['true']);
    await expect.poll(async () => (await home.engine.inspect(other.id)).status).toBe('ended');
    await expect(home.engine.exec(other.id, ['true'])).rejects.toMatchObject({
      kind: 'container.wrong_state',
    });
  });
});

describe('a container that ends', () => {
  const endings = ['container.ended', 'container.wrong_state'];

  it('under a command is told as that, not as an end of the command', async () => {
    const other = await home.running();
    const stdout = new PassThrough();
    const running = home.engine.exec(other.id, ['sh', '-c', 'echo begun; sleep 60'], { stdout });
    running.catch(() => undefined);
    await once(stdout, 'data');
    await home.engine.kill(other.id);
    await expect(running).rejects.toMatchObject({ kind: 'container.ended', family: 'unavailable' });
  });

  it('while commands are on their way to it answers none of them with an exit code of its own', async () => {
    const other = await home.running();
    const commands = Array.from({ length: 12 }, async () => home.engine.exec(other.id, ['true']));
    const outcomes = Promise.allSettled(commands);
    await home.engine.kill(other.id);
    const answers = (await outcomes).map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.exitCode : (outcome.reason as { kind?: string }).kind,
    );
    expect(answers.filter((answer) => answer !== 0 && !endings.includes(String(answer)))).toEqual([]);
  });
});

describe('streams', () => {
  it('give the command all its input and then the end of it', async () => {
    const block = Buffer.alloc(1 << 16, 'x');
    const stdin = Readable.from(Array.from({ length: 320 }, () => block));
    expect((await exec(['wc', '-c'], { stdin })).stdout.trim()).toBe(String(320 * block.length));
  });

  it('let a command end before it has read its input', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(1 << 16, 'y'));
      },
    });
    expect(await exec(['head', '-c', '3'], { stdin: endless })).toMatchObject({ exitCode: 0, stdout: 'yyy' });
    expect(endless.destroyed).toBe(true);
  });

  it('report a source of input that fails, and end the command', async () => {
    const stdin = new Readable({
      read() {
        this.destroy(new Error('disk on fire'));
      },
    });
    await expect(exec(['sh', '-c', 'cat; sleep 71'], { stdin })).rejects.toThrow(
      'input of the command failed',
    );
    expect(await processes('sleep 71')).toEqual([]);
  });

  it('pass unbounded output on no faster than it is taken', async () => {
    let taken = 0;
    const slow = new Writable({
      highWaterMark: 1 << 14,
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length;
        setImmediate(done);
      },
    });
    const result = await exec(['head', '-c', '30000000', '/dev/zero'], { stdout: slow });
    expect({ taken, ...result }).toMatchObject({
      taken: 30_000_000,
      exitCode: 0,
      stdout: '',
      truncated: false,
    });
  });

  it('end the command when the reader of the output goes away', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('client left')) });
    await expect(exec(['sh', '-c', 'yes; sleep 72'], { stdout: broken })).rejects.toThrow('went away');
    expect(await processes('yes')).toEqual([]);
  });

  it('keep the first bytes, cut at a character, and say so', async () => {
    const result = await sh('printf "%s" "aé€"; head -c 100000 /dev/zero >&2', { maxOutputBytes: 5 });
    expect(result).toMatchObject({ stdout: 'aé', truncated: true });
    expect(result.stderr).toHaveLength(5);
  });
});

describe('nothing is left', () => {
  const escapes = {
    'a plain child': 'sleep 801',
    'a child in the background': 'sleep 802 & wait',
    'a session of its own': 'setsid sleep 803; sleep 803',
    nohup: 'nohup sleep 804 >/dev/null 2>&1 & sleep 804',
    'a double fork': '(setsid sh -c "sleep 805 & sleep 805" & ) ; sleep 805',
    'a deaf one': "trap '' TERM INT HUP; while :; do sleep 806; done",
    'a deaf session': 'setsid sh -c "trap \'\' TERM; while :; do sleep 807; done"',
    'a stopped one': 'sleep 808 & kill -STOP $!; sleep 808',
  };

  it.each(Object.entries(escapes))('after a timeout of %s', async (_name, script) => {
    const marker = /sleep 80\d/.exec(script)?.[0] ?? '';
    const result = await sh(script, { timeoutMs: 300 });
    expect(result).toMatchObject({ timedOut: true, exitCode: null });
    expect(await processes(marker)).toEqual([]);
  });

  it('after the caller went away', async () => {
    const caller = new AbortController();
    const running = sh('setsid sleep 811 & sleep 811', { signal: caller.signal });
    await expect.poll(() => processes('sleep 811')).not.toEqual([]);
    caller.abort(new Error('client left'));
    await expect(running).rejects.toThrow('client left');
    expect(await processes('sleep 811')).toEqual([]);
  });

  it('when the caller goes away while the command is on its way', async () => {
    for (const afterMs of [0, 2, 5, 10, 20]) {
      const caller = new AbortController();
      const running = sh('sleep 812', { signal: caller.signal });
      await Promise.all([
        expect(running).rejects.toThrow('aborted'),
        delay(afterMs).then(() => caller.abort()),
      ]);
      expect(await processes('sleep 812')).toEqual([]);
    }
  });

  it('of a command that ended and left children, nor does it wait for them', async () => {
    const startedAt = performance.now();
    const result = await sh('setsid sleep 813 & sleep 813 & echo done');
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    expect(await processes('sleep 813')).toEqual([]);
  });

  const storms = {
    'that forks on and on': 'f() { sleep 814 & f & f; }; f 2>/dev/null',
    'that never stands still': 'c() { (c &); exit; }; for i in 1 2 3; do (c &); done; sleep 814',
    'that holds every process slot': 'for i in {1..99}; do sleep 814 & done 2>/dev/null; wait',
  };

  it.each(Object.entries(storms))('of a storm %s', async (_name, script) => {
    const storm = await home.running(['sleep', 'infinity'], { limits: { ...home.limits, pids: 40 } });
    const result = await home.engine.exec(storm.id, ['bash', '-c', script], { timeoutMs: 1000 });
    expect(result.timedOut).toBe(true);
    // The container's own sleep, and the bash that looks.
    const { stdout } = await home.engine.exec(storm.id, ['sh', '-c', 'cat /proc/[0-9]*/comm']);
    const left = stdout.split('\n').filter((name) => name === 'bash' || name === 'sleep');
    expect(left.sort()).toEqual(['bash', 'sleep']);
    expect(await home.engine.inspect(storm.id)).toMatchObject({ status: 'running' });
  });

  it('in a paused container, as soon as it goes on', async () => {
    const paused = await home.running();
    const caller = new AbortController();
    const running = home.engine.exec(paused.id, ['sleep', '817'], { signal: caller.signal });
    const alive = () => home.engine.exec(paused.id, ['bash', '-c', 'cat /proc/*/cmdline']);
    await expect.poll(async () => (await alive()).stdout).toContain('817');
    await home.engine.pause(paused.id);
    caller.abort(new Error('client left'));
    await expect(running).rejects.toThrow('client left');
    expect(await home.engine.inspect(paused.id)).toMatchObject({ status: 'paused' });
    await home.engine.unpause(paused.id);
    await expect.poll(async () => (await alive()).stdout).not.toContain('817');
  });

  it('and nothing else is touched', async () => {
    const neighbour = sh('sleep 1; echo survived');
    await sh('sleep 815', { timeoutMs: 200 });
    expect((await neighbour).stdout).toBe('survived\n');
  });

  it('of a server that was killed, once its successor looks', async () => {
    const predecessor = sh('setsid sleep 816 & sleep 816', { timeoutMs: 30_000 });
    await expect.poll(() => processes('sleep 816')).not.toEqual([]);
    const engine = createEngine({
      host: process.env['DOCKER_HOST'],
      runtime: 'docker',
      instance: home.instance,
      log,
    });
    const running = engine.exec(id, ['sh', '-c', 'sleep 1; echo kept']);
    await expect.poll(() => processes('echo kept')).not.toEqual([]);
    await engine.killStrayExecs(id);
    expect(await processes('sleep 816')).toEqual([]);
    expect((await running).stdout).toBe('kept\n');
    expect(await predecessor).toMatchObject({ signal: 'SIGKILL' });
    await engine.close();
  });
});

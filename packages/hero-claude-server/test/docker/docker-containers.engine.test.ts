import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Installation, user } from './docker-fixture.ts';

let home: Installation;
beforeAll(async () => {
  home = await Installation.open();
});
afterAll(async () => home[Symbol.asyncDispose]());

const ended = (id: string) => home.engine.waitForExit(id, AbortSignal.timeout(20_000));

describe.concurrent('an agent container', () => {
  it('is confined as the design says', async () => {
    const { id } = await home.running();
    const probe = async (script: string) => {
      const result = await home.engine.exec(id, ['sh', '-c', `{ ${script}; } 2>&1`]);
      return result.stdout.trim();
    };
    const status = await probe('cat /proc/self/status');
    expect(status).toMatch(/CapEff:\s+0+\n/);
    expect(status).toMatch(/CapBnd:\s+0+\n/);
    expect(status).toMatch(/NoNewPrivs:\s+1/);
    expect(status).toMatch(/Seccomp:\s+2/);
    expect(await probe('id -u; id -g')).toBe(`${user.uid}\n${user.gid}`);
    expect(await probe('touch /x /usr/x')).toContain('Read-only file system');
    expect(await probe('ls /sys/class/net')).toBe('lo');
    expect(await probe('cat /proc/self/oom_score_adj')).toBe('500');
    expect(await probe('ulimit -n; ulimit -Hn; ulimit -c')).toBe('4096\n4096\n0');
    expect(await probe('stat -c %a /tmp; cp /bin/true /tmp/t && /tmp/t && echo ran')).toBe('1777\nran');
    expect(await probe('head -c 40000000 /dev/zero >/tmp/big; rm /tmp/big')).toContain('No space left');
    expect(await probe('grep " /tmp " /proc/mounts')).toMatch(/nosuid,nodev/);
    expect(await probe('ls /var/run/docker.sock /run/docker.sock')).toMatch(/(No such file.*){2}/s);
    expect(await probe('cat /proc/1/comm')).toMatch(/init/);
  });

  it('sees the folders of its session, and those alone', async () => {
    const passwd = join(home.dir, 'passwd');
    await writeFile(passwd, `agent:x:${user.uid}:${user.gid}:Agent:/home/agent:/bin/bash\n`);
    const spec = await home.spec(['sleep', 'infinity']);
    await writeFile(join(spec.mounts.cfg, 'launch.sh'), 'echo launched');
    const { id } = await home.engine.createAgent({ ...spec, mounts: { ...spec.mounts, passwd } });
    await home.engine.start(id);
    const { stdout } = await home.engine.exec(id, [
      'sh',
      '-c',
      `whoami
       for path in /workspace/code /workspace/.claude /home/agent /run/hero-io/out /run/hero-io/err; do
         test -w $path && echo "rw $path"
       done
       for path in /run/hero-cfg /run/hero /run/hero-io/in /etc/passwd; do test -w $path || echo "ro $path"; done
       rm /run/hero-io/out 2>/dev/null || echo 'out stays'
       echo from inside >>/run/hero-io/out
       bash /run/hero-cfg/launch.sh`,
    ]);
    expect(stdout.split('\n')).toEqual([
      'agent',
      'rw /workspace/code',
      'rw /workspace/.claude',
      'rw /home/agent',
      'rw /run/hero-io/out',
      'rw /run/hero-io/err',
      'ro /run/hero-cfg',
      'ro /run/hero',
      'ro /run/hero-io/in',
      'ro /etc/passwd',
      'out stays',
      'launched',
      '',
    ]);
    expect(await readFile(spec.agentMounts.journals.out, 'utf8')).toBe('from inside\n');
  });

  it('is made on a machine with fewer processors than it asks for', async () => {
    const spec = await home.spec(['true']);
    const { id } = await home.engine.createAgent({ ...spec, limits: { ...spec.limits, cpus: 4096 } });
    const { HostConfig } = await new Docker().getContainer(id).inspect();
    expect(HostConfig.NanoCpus).toBe((await new Docker().info()).NCPU * 1e9);
  });

  it('is not created over a folder that is missing', async () => {
    const spec = await home.spec(['true']);
    const mounts = { ...spec.mounts, code: join(home.dir, 'nowhere') };
    await expect(home.engine.createAgent({ ...spec, mounts })).rejects.toMatchObject({
      kind: 'engine.failed',
      message: expect.stringContaining(mounts.code) as string,
    });
  });

  it('is not created from an image that is missing', async () => {
    const spec = await home.spec(['true'], { image: 'hero-no-such-image:latest' });
    await expect(home.engine.createAgent(spec)).rejects.toMatchObject({
      kind: 'image.not_found',
      facts: { image: 'hero-no-such-image:latest' },
    });
  });

  it('is created although one from a missing image was asked for first', async () => {
    await using fresh = await Installation.open();
    const missing = await fresh.spec(['true'], { image: 'hero-no-such-image:latest' });
    const sound = await fresh.spec(['true']);
    const [refused, made] = await Promise.allSettled([
      fresh.engine.createAgent(missing),
      fresh.engine.createAgent(sound),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { kind: 'image.not_found' } });
    expect(made).toMatchObject({ status: 'fulfilled' });
  });

  it('asks for no more open files than the engine grants', async () => {
    const limits = { ...home.limits, openFiles: 1_000_000_000 };
    const { id } = await home.running(['sleep', 'infinity'], { limits });
    const { stdout } = await home.engine.exec(id, ['sh', '-c', 'ulimit -n']);
    expect(Number(stdout)).toBeLessThan(limits.openFiles);
  });

  it('is adopted by an identical request, and replaced once it has ended with other settings', async () => {
    const spec = await home.spec(['sh', '-c', 'exit 3']);
    const first = await home.engine.createAgent(spec);
    expect(await home.engine.createAgent(spec)).toEqual({ id: first.id, adopted: true });
    await home.engine.start(first.id);
    await ended(first.id);
    const second = await home.engine.createAgent({ ...spec, env: { ...spec.env, NEW: '1' } });
    expect(second.adopted).toBe(false);
    await expect(home.engine.inspect(first.id)).rejects.toMatchObject({ kind: 'container.not_found' });
  });

  it('is never replaced while it runs', async () => {
    const { spec } = await home.running();
    const changed = { ...spec, env: { ...spec.env, NEW: '1' } };
    await expect(home.engine.createAgent(changed)).rejects.toMatchObject({ kind: 'container.name_taken' });
  });
});

describe.concurrent('the end of a container', () => {
  it.each([
    ['by itself', ['sh', '-c', 'exit 7'], { exitCode: 7, signal: null, oomKilled: false, error: null }],
    ['by a signal', ['bash', '-c', 'kill -SEGV $$'], { exitCode: null, signal: 'SIGSEGV', oomKilled: false }],
  ] as const)('%s', async (_name, argv, outcome) => {
    const { id } = await home.running([...argv]);
    const seen = await ended(id);
    expect(seen).toMatchObject(outcome);
    expect([seen.startedAt, seen.finishedAt]).toEqual([
      expect.stringMatching(/^20/),
      expect.stringMatching(/^20/),
    ]);
  });

  it('for lack of memory', async () => {
    const limits = { ...home.limits, memoryBytes: 24 * 2 ** 20 };
    // The engine misses about one in thirty, hence several.
    const outcomes = await Promise.all(
      [1, 2, 3].map(async () => ended((await home.running(['tail', '/dev/zero'], { limits })).id)),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(outcomes.some(({ oomKilled }) => oomKilled)).toBe(true);
  });

  it('that could not start says why', async () => {
    const spec = await home.spec(['/no/such/program']);
    const { id } = await home.engine.createAgent(spec);
    await home.engine.start(id);
    expect(await ended(id)).toMatchObject({ exitCode: 127 });
    expect(await home.engine.containerLog(id, 10)).toContain('/no/such/program');
  });

  it('comes by SIGTERM within the grace time, by SIGKILL after it', async () => {
    const polite = await home.running([
      'bash',
      '-c',
      'trap "exit 5" TERM; while :; do read -t 0.1 <> <(:); done',
    ]);
    const deaf = await home.running(['bash', '-c', 'trap "" TERM; while :; do read -t 0.1 <> <(:); done']);
    await Promise.all([home.engine.stop(polite.id, 20_000), home.engine.stop(deaf.id, 1000)]);
    expect((await home.engine.inspect(polite.id)).outcome).toMatchObject({ exitCode: 5 });
    expect((await home.engine.inspect(deaf.id)).outcome).toMatchObject({ signal: 'SIGKILL' });
  });

  it('comes to a paused one as well', async () => {
    const { id } = await home.running();
    // On a busy machine the kernel may not freeze it the first time; whoever pauses one asks again.
    await vi.waitFor(async () => home.engine.pause(id), { timeout: 20_000, interval: 500 });
    await home.engine.pause(id);
    expect(await home.engine.inspect(id)).toMatchObject({ status: 'paused' });
    await home.engine.stop(id, 1000);
    expect(await home.engine.inspect(id)).toMatchObject({ status: 'ended' });
  });

  it('can be asked for again and again', async () => {
    const { id } = await home.running();
    for (const _ of [1, 2]) {
      await home.engine.stop(id, 0);
      await home.engine.kill(id);
    }
    await home.engine.start(id);
    await home.engine.start(id);
    await home.engine.kill(id);
    for (const _ of [1, 2]) await home.engine.remove(id);
    await home.engine.stop(id, 0);
    await expect(home.engine.inspect(id)).rejects.toMatchObject({ kind: 'container.not_found' });
  });

  it('is seen by whoever waited before it', async () => {
    const { id } = await home.running();
    const waiting = ended(id);
    await home.engine.kill(id);
    expect(await waiting).toMatchObject({ signal: 'SIGKILL' });
  });

  it('never comes to one that is removed unstarted: the wait says so', async () => {
    const { id } = await home.engine.createAgent(await home.spec(['true']));
    const [waited] = await Promise.allSettled([ended(id), home.engine.remove(id)]);
    expect(waited).toMatchObject({ status: 'rejected', reason: { kind: 'container.not_found' } });
  });
});

describe('two installations on one engine', () => {
  it('neither see nor touch what the other has', async () => {
    await using other = await Installation.open();
    const mine = await home.running();
    const theirs = await other.running(['sleep', 'infinity'], { sessionId: mine.spec.sessionId });
    expect((await other.engine.list()).map(({ id }) => id)).toEqual([theirs.id]);
    expect((await home.engine.list({ sessionId: mine.spec.sessionId })).map(({ id }) => id)).toEqual([
      mine.id,
    ]);

    const foreign = { kind: 'container.not_found' };
    const refused = [
      () => other.engine.inspect(mine.id),
      () => other.engine.start(mine.id),
      () => other.engine.pause(mine.id),
      () => other.engine.exec(mine.id, ['true']),
      () => other.engine.killStrayExecs(mine.id),
      () => other.engine.containerLog(mine.id, 10),
      () => other.engine.waitForExit(mine.id),
    ];
    for (const act of refused) await expect(act()).rejects.toMatchObject(foreign);
    await Promise.all([
      other.engine.stop(mine.id, 0),
      other.engine.kill(mine.id),
      other.engine.remove(mine.id),
    ]);
    await other.engine.sweep();
    expect(await home.engine.inspect(mine.id)).toMatchObject({ status: 'running' });
  });

  it('leave alone what a person runs from an image committed from a container of ours', async () => {
    const docker = new Docker();
    const { id, spec } = await home.running();
    const image = (await docker.getContainer(id).commit({})) as { Id: string };
    const mine = await docker.createContainer({ Image: image.Id, Entrypoint: ['sleep'], Cmd: ['60'] });
    try {
      await mine.start();
      expect((await mine.inspect()).Config.Labels).toMatchObject({
        'hero.claude.instance': home.instance,
        'hero.claude.session': spec.sessionId,
      });
      expect((await home.engine.list({ sessionId: spec.sessionId })).map((each) => each.id)).toEqual([id]);
      await expect(home.engine.inspect(mine.id)).rejects.toMatchObject({ kind: 'container.not_found' });
      await home.engine.remove(mine.id);
      expect((await mine.inspect()).State.Running).toBe(true);
    } finally {
      await mine.remove({ force: true });
      await docker.getImage(image.Id).remove({ force: true });
    }
  });

  it('do not take over a container that only has the name', async () => {
    const spec = await home.spec(['true']);
    await using other = await Installation.open();
    const { id } = await other.engine.createAgent(await other.spec(['true']));
    const docker = new Docker();
    await docker.getContainer(id).rename({ name: `hero-claude-${home.instance}-${spec.sessionId}` });
    await expect(home.engine.createAgent(spec)).rejects.toMatchObject({
      kind: 'container.name_taken',
      facts: { container: id },
    });
    expect(await other.engine.inspect(id)).toMatchObject({ status: 'created' });
  });
});

it('the log of a container holds both outputs, bounded', async () => {
  const { id } = await home.running(['sh', '-c', 'echo one; echo two >&2; echo three']);
  await ended(id);
  expect((await home.engine.containerLog(id, 100)).split('\n').sort()).toEqual(['', 'one', 'three', 'two']);
  expect((await home.engine.containerLog(id, 1)).split('\n')).toHaveLength(2);
});

import { join } from 'node:path';
import Docker from 'dockerode';
import { EngineForwarder } from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/adapters/docker/engine/engine-events.ts';
import { createEngine } from '../../src/adapters/docker/engine.ts';
import { Installation, log, testImage, user } from './docker-fixture.ts';

let home: Installation;
beforeAll(async () => {
  home = await Installation.open();
  await home.engine.imageFacts(testImage, user);
});
afterAll(async () => home[Symbol.asyncDispose]());

describe('an image', () => {
  it('is found with its labels and size, or not', async () => {
    const image = await home.engine.findImage(testImage);
    expect(image).toMatchObject({ id: expect.stringMatching(/^sha256:/) as string });
    expect(image?.sizeBytes).toBeGreaterThan(1e6);
    expect(await home.engine.findImage(image?.id ?? '')).toEqual(image);
    expect(await home.engine.findImage('hero-no-such-image:latest')).toBeUndefined();
  });

  it('fit for sessions is passed, whatever its size', async () => {
    const { cliVersion = '' } = await home.engine.imageFacts(testImage, user);
    const { id = '' } = (await home.engine.findImage(testImage)) ?? {};
    const choice = { image: 'my-image', user, cliVersion };
    expect(await home.engine.probeImage(id, choice)).toEqual({ missing: [], cliVersion });
    await expect(home.engine.probeImage(id, { ...choice, cliVersion: '0.0.1' })).rejects.toMatchObject({
      kind: 'image.wrong_cli',
      facts: { image: 'my-image', want: '0.0.1', have: cliVersion },
    });
    expect(await home.engine.list({ role: 'probe' })).toEqual([]);
  });

  it.each([
    ['PATH=/usr/bin:/bin', ['claude']],
    ['PATH=/nowhere', ['sh', 'bash', 'tail', 'claude', 'git', 'socat']],
  ])('that lacks a tool is refused by name: %s', async (env, missing) => {
    await using image = await imageWith(env);
    await expect(
      home.engine.probeImage(image.id, { image: 'my-image', user, cliVersion: '1' }),
    ).rejects.toMatchObject({ kind: 'image.missing_tool', facts: { image: 'my-image', missing } });
  });
});

/** The test image with another environment. */
async function imageWith(env: string) {
  const docker = new Docker();
  const { id } = await home.engine.createAgent(await home.spec(['true']));
  const labels = `LABEL hero.claude.instance=${home.instance}`;
  const made = (await docker.getContainer(id).commit({ changes: `ENV ${env}\n${labels}` })) as { Id: string };
  return {
    id: made.Id,
    [Symbol.asyncDispose]: async () => {
      await docker.getImage(made.Id).remove({ force: true });
    },
  };
}

describe('a side container', () => {
  it('is shared, survives the release of one and goes after the last', async () => {
    const spec = await home.spec(['true']);
    const [one, two] = await Promise.all([home.engine.side.acquire(spec), home.engine.side.acquire(spec)]);
    expect(one.containerId).toBe(two.containerId);
    one.release();
    one.release();
    const { stdout } = await two.exec([
      'sh',
      '-c',
      'echo hi >/workspace/code/f; grep -o " /run/hero[^ ]*" /proc/mounts',
    ]);
    expect(stdout).toBe(' /run/hero-cfg\n');
    expect(await home.engine.list({ sessionId: spec.sessionId })).toMatchObject([
      { role: 'side', running: true },
    ]);
    two.release();
    await expect.poll(() => home.engine.list({ sessionId: spec.sessionId }), { timeout: 5000 }).toEqual([]);
  });

  it('that died is replaced', async () => {
    const spec = await home.spec(['true']);
    const first = await home.engine.side.acquire(spec);
    await home.engine.remove(first.containerId);
    const second = await home.engine.side.acquire(spec);
    expect((await second.exec(['true'])).exitCode).toBe(0);
    second.release();
    first.release();
    await home.engine.side.retire(spec.sessionId);
    expect(await home.engine.list({ sessionId: spec.sessionId })).toEqual([]);
  });

  it('goes with its server, used or not, or just being started', async () => {
    const specOf = async () => home.spec(['true']);
    const [idle, used, late] = await Promise.all([specOf(), specOf(), specOf()]);
    const ending = createEngine({
      host: process.env['DOCKER_HOST'],
      runtime: 'docker',
      instance: home.instance,
      log,
      sideCloseMs: 20_000,
    });
    const leases = await Promise.all([ending.side.acquire(idle), ending.side.acquire(used)]);
    leases[0].release();
    const starting = ending.side.acquire(late);
    await ending.close();
    await starting;
    await expect(ending.side.acquire(late)).rejects.toMatchObject({ kind: 'server.shutting_down' });
    for (const { sessionId } of [idle, used, late]) expect(await home.engine.list({ sessionId })).toEqual([]);
  });

  it('of a killed server is adopted, replaced when outdated, or swept', async () => {
    const [kept, outdated, idle] = await Promise.all([
      home.spec(['true']),
      home.spec(['true']),
      home.spec(['true']),
    ]);
    const earlier = createEngine({
      host: process.env['DOCKER_HOST'],
      runtime: 'docker',
      instance: home.instance,
      log,
    });
    const before = await Promise.all([kept, outdated, idle].map((spec) => earlier.side.acquire(spec)));
    const adopted = await home.engine.side.acquire(kept);
    const replaced = await home.engine.side.acquire({ ...outdated, env: { HOME: '/tmp' } });
    expect(adopted.containerId).toBe(before[0]?.containerId);
    expect(replaced.containerId).not.toBe(before[1]?.containerId);
    await home.engine.sweep();
    const left = await home.engine.list({ role: 'side' });
    expect(left.map(({ id }) => id).sort()).toEqual([adopted.containerId, replaced.containerId].sort());
    adopted.release();
    replaced.release();
    await earlier.close();
  });
});

describe('measurements', () => {
  it('of a running container are at hand, and end with it', async () => {
    const { id, spec } = await home.running(['sh', '-c', 'while :; do :; done']);
    expect(home.engine.stats(id)).toBeUndefined();
    // How much it gets is the machine's choice.
    await expect.poll(() => home.engine.stats(id)?.cpuPercent, { timeout: 8000 }).toBeGreaterThan(1);
    const reading = home.engine.stats(id);
    expect(reading).toMatchObject({ memoryLimitBytes: spec.limits.memoryBytes });
    expect(reading?.memoryBytes).toBeGreaterThan(100_000);
    expect(reading?.pids).toBeGreaterThanOrEqual(1);
    expect(Date.now() - (reading?.at.getTime() ?? 0)).toBeLessThan(3000);
    await home.engine.remove(id);
    await expect.poll(() => home.engine.stats(id), { timeout: 5000 }).toBeUndefined();
  });

  it('of the disk follow no links, and are kept for a while', async () => {
    const { id, spec } = await home.running();
    const exec = home.engine.execIn(id);
    await exec([
      'sh',
      '-c',
      'head -c 3000000 /dev/urandom >home; mv home /home/agent/f; ln -s /usr code; mv code /workspace/code/l',
    ]);
    const use = await home.engine.diskUse(spec.sessionId, exec);
    expect(use.homeBytes).toBeGreaterThan(2_900_000);
    expect(use.codeBytes).toBeLessThan(100_000);
    expect(await home.engine.diskUse(spec.sessionId, exec)).toBe(use);
    home.engine.forgetDiskUse(spec.sessionId);
    expect(await home.engine.diskUse(spec.sessionId, exec)).not.toBe(use);
  });
});

describe('when the engine goes away', () => {
  it('calls say so, waits go on, events begin anew with all there is, and no command outlives it', async () => {
    const socketPath = join(home.dir, 'engine.sock');
    await using forwarder = await EngineForwarder.open(socketPath);
    await using away = await Installation.open(`unix://${socketPath}`);
    const { id, spec } = await away.running();
    const events: EngineEvent[] = [];
    away.engine.subscribe((event) => events.push(event));
    await expect.poll(() => events.map(({ kind }) => kind)).toContain('connected');
    const waiting = away.engine.waitForExit(id);
    const command = away.engine.exec(id, ['sleep', '901']);
    const alive = async () => {
      const { stdout } = await away.engine.exec(id, ['bash', '-c', 'cat /proc/*/cmdline']);
      return stdout.includes('901');
    };
    await expect.poll(alive).toBe(true);

    const [outcome] = await Promise.allSettled([command, forwarder.cut()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'engine.unreachable' } });
    await expect(away.engine.list()).rejects.toMatchObject({ kind: 'engine.unreachable' });
    await expect(away.engine.exec(id, ['true'])).rejects.toMatchObject({ kind: 'engine.unreachable' });
    expect(await away.engine.check()).toMatchObject({ usable: false });
    await expect.poll(() => events.map(({ kind }) => kind)).toContain('disconnected');

    events.length = 0;
    await forwarder.restore();
    await expect
      .poll(() => events[0], { timeout: 8000 })
      .toMatchObject({
        kind: 'connected',
        containers: [{ id, sessionId: spec.sessionId, role: 'agent', running: true }],
      });
    await expect.poll(alive, { timeout: 5000 }).toBe(false);

    await forwarder.cut();
    await new Promise<void>((resolve, reject) => {
      // Ends it behind the back of the installation that cannot see the engine.
      const direct = createEngine({ host: undefined, runtime: 'docker', instance: away.instance, log });
      direct
        .kill(id)
        .then(() => direct.close())
        .then(resolve, reject);
    });
    await forwarder.restore();
    expect(await waiting).toMatchObject({ signal: 'SIGKILL' });
    const connected = events.findLast((event) => event.kind === 'connected');
    expect(connected).toMatchObject({ containers: [{ id, running: false }] });
  });

  it('events of another installation never arrive', async () => {
    await using other = await Installation.open();
    const seen: EngineEvent[] = [];
    home.engine.subscribe((event) => seen.push(event));
    const theirs = await other.running(['true']);
    const mine = await home.running(['true']);
    await expect
      .poll(() =>
        seen
          .filter((event) => event.kind === 'container' && event.containerId === mine.id)
          .map((event) => event.kind === 'container' && event.action),
      )
      .toEqual(expect.arrayContaining(['start', 'die']));
    expect(JSON.stringify(seen)).not.toContain(theirs.id);
  });
});

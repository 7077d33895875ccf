import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/adapters/docker/engine.ts';
import { Installation, log, testImage } from './docker-fixture.ts';

let home: Installation;
beforeAll(async () => {
  home = await Installation.open();
});
afterAll(async () => home[Symbol.asyncDispose]());

describe('the verdict on an engine', () => {
  const verdictOn = async (host: string, runtime: 'docker' | 'nerdctl' = 'docker') => {
    const engine = createEngine({
      host: runtime === 'docker' ? host : undefined,
      runtime,
      instance: home.instance,
      log,
    });
    try {
      return await engine.check(testImage);
    } finally {
      await engine.close();
    }
  };

  it('describes one that can be used', async () => {
    const verdict = await home.engine.check(testImage);
    expect(verdict).toMatchObject({ usable: true, bindMounts: 'proved', rootless: false });
    expect(verdict).toMatchObject({ storageDriver: expect.stringMatching(/./) as string });
    expect(await home.engine.list({ role: 'probe' })).toEqual([]);
  });

  it('names one that is not there, does not listen, or is no socket', async () => {
    await using dir = await tempDir();
    const missing = await verdictOn(`unix://${join(dir.path, 'none.sock')}`);
    expect(missing).toMatchObject({
      usable: false,
      problem: {
        kind: 'engine.unreachable',
        facts: { cause: 'missing' },
        hint: expect.stringContaining('make setup') as string,
      },
    });
    await writeFile(join(dir.path, 'file'), '');
    expect(await verdictOn(`unix://${join(dir.path, 'file')}`)).toMatchObject({
      usable: false,
      problem: { kind: 'engine.unreachable' },
    });
  });

  it.each([
    ['ssh://me@elsewhere', 'engine.remote'],
    ['npipe:////./pipe/docker', 'engine.unsupported'],
    ['not an address', 'engine.unsupported'],
    ['tcp://127.0.0.1:1', 'engine.unreachable'],
  ])('refuses %s with %s', async (host, kind) => {
    expect(await verdictOn(host)).toMatchObject({ usable: false, problem: { kind } });
  });

  it('refuses nerdctl with the reason', async () => {
    expect(await verdictOn('', 'nerdctl')).toMatchObject({
      usable: false,
      problem: { kind: 'engine.unsupported', facts: { setting: 'DOCKER_RUNTIME' } },
    });
  });

  /** The engine behind a TCP address, with one of its requests or answers changed on the way. */
  async function verdictThrough(change: {
    request?: (text: string) => string;
    answer?: (text: string) => string;
  }) {
    const same = (text: string) => text;
    const { request = same, answer = same } = change;
    const clients = new Set<Socket>();
    const server = createServer((client) => {
      clients.add(client);
      const engine = connect('/var/run/docker.sock');
      client.on('data', (data) => engine.write(request(data.toString('latin1')), 'latin1'));
      engine.on('data', (data) => client.write(answer(data.toString('latin1')), 'latin1'));
      engine.on('end', () => client.end());
      for (const socket of [client, engine]) socket.on('error', () => undefined);
      client.on('close', () => engine.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await verdictOn(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it('refuses an engine that does not see the files of this machine', async () => {
    // The engine's own answer for a folder that is missing on its side.
    const here = join(tmpdir(), 'hero-bind-');
    const elsewhere = '/elsewhere/hero'.padEnd(here.length, '-');
    const verdict = await verdictThrough({ request: (text) => text.replaceAll(here, elsewhere) });
    expect(verdict).toMatchObject({ usable: false, problem: { kind: 'engine.remote' } });
  });

  it('refuses a rootless one, whose files would be of other users', async () => {
    // As long as what it stands for: the answer has said its length.
    const rootless = (rootful: string) => 'name=rootless,'.padEnd(rootful.length, 'x');
    const answer = (text: string) => text.replaceAll(/name=seccomp,profile=\w+/g, rootless);
    const verdict = await verdictThrough({ answer });
    expect(verdict).toMatchObject({
      usable: false,
      problem: { kind: 'engine.rootless', hint: expect.stringMatching(/rootful|DOCKER_HOST/) },
    });
  });
});

async function tempDir() {
  const path = await mkdtemp(join(tmpdir(), 'hero-docker-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

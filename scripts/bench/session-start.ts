import { randomUUID } from 'node:crypto';
import { chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, type Product, startProduct } from 'hero-claude-testkit';
import type { Benchmark, Row } from './benchmark.ts';
import { type Container, dockerRunArgs, inspectContainer } from './docker-run.ts';
import { firstLineOf, firstMessage } from './first-line.ts';
import { runProgram, secondsOf } from './run-program.ts';

interface Started {
  session_id: string;
  container_id: string;
  directory: string;
}

async function startNew(product: Product): Promise<{ session: Started; seconds: number }> {
  const { session_id } = await product.rpc<Started>('session.create', {
    repos: ['shop'],
    task: 'Say hello.',
  });
  const seconds = await secondsOf(async () => {
    const line = firstMessage(product, session_id);
    await Promise.all([line, product.rpc('session.start', { session_id })]);
  });
  return { session: await product.rpc<Started>('session.info', { session_id }), seconds };
}

/** Folders and journals as a new session has them; the input is what the server sent to `like`. */
async function freshMounts(dir: string, like: Started, owner: string): Promise<Record<string, string>> {
  const [uid = 0, gid = 0] = owner.split(':').map(Number);
  await mkdir(dir);
  const folders = { '/workspace/.claude': join(dir, 'claude'), '/home/agent': join(dir, 'home') };
  for (const folder of Object.values(folders)) {
    await mkdir(folder);
    await chown(folder, uid, gid);
  }
  const journals = {
    '/run/hero-io/in': join(dir, 'in'),
    '/run/hero-io/out': join(dir, 'out'),
    '/run/hero-io/err': join(dir, 'err'),
  };
  await copyFile(join(like.directory, 'logs', 'in'), journals['/run/hero-io/in']);
  await writeFile(journals['/run/hero-io/out'], '');
  await writeFile(journals['/run/hero-io/err'], '');
  for (const journal of Object.values(journals)) await chown(journal, uid, gid);
  return { ...folders, ...journals };
}

async function runBare(dir: string, like: Started, container: Container): Promise<number> {
  const name = `hero-claude-bench-${randomUUID()}`;
  const sources = await freshMounts(dir, like, container.Config.User);
  const args = dockerRunArgs(container, { name, sources });
  try {
    return await secondsOf(async () =>
      Promise.all([firstLineOf(join(dir, 'out')), runProgram('docker', args)]),
    );
  } finally {
    await runProgram('docker', ['rm', '--force', '--volumes', name]);
  }
}

/**
 * One session stays up throughout. The bare side runs its container once more: same image, command, limits,
 * sockets and input, with folders of its own. So both sides find the machine in the same state.
 */
export const sessionStart: Benchmark = {
  name: 'start',
  about: "session.start to the agent's first line against docker run of the same container",
  async run({ rounds, say, signal }) {
    await using product = await startProduct({ from: 'dist' });
    await createSampleRepo(join(product.home.codeRoot, 'shop'));
    // It also pays what the server does once: looking into the image, asking the engine what it grants.
    const { session: model, seconds: once } = await startNew(product);
    await product.watch(model.session_id).turnResult();
    say(`the first start of a server took ${once.toFixed(2)} s`);
    const container = await inspectContainer(model.container_id);

    const row: Row = {
      name: "session.start to the agent's first line",
      unit: 's',
      ours: [],
      bare: [],
      goal: { ratioAtMost: 1.25 },
    };
    for (let round = 1; round <= rounds; round++) {
      signal.throwIfAborted();
      const bare = async (): Promise<void> => {
        row.bare.push(await runBare(join(product.home.dir, `bare-${round}`), model, container));
      };
      if (round % 2 === 1) await bare();
      const { session, seconds } = await startNew(product);
      row.ours.push(seconds);
      await product.rpc('session.stop', { session_id: session.session_id });
      if (round % 2 === 0) await bare();
      say(
        `round ${round}: start ${row.ours.at(-1)?.toFixed(2)} s, docker run ${row.bare.at(-1)?.toFixed(2)} s`,
      );
    }
    return [row];
  },
};

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type BareRemote,
  createBareRemote,
  createSampleRepo,
  createTempHome,
  EngineForwarder,
  type Product,
  RpcCallError,
  requireEngine,
  script,
  startProduct,
  type TempHome,
  text,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { StepPoint } from '../../src/domain/step-points.ts';
import {
  declaredErrorOf,
  happened,
  plan,
  pointsOf,
  reached,
  torture,
  type triedWithEngine,
} from '../support/fault-bench.ts';

/** What may happen at a point; `engine` is an engine that goes away there and comes back after the step. */
type Happening = 'ENOSPC' | 'EIO' | 'EACCES' | 'kill' | 'hang' | 'engine';

const kinds = { ENOSPC: 'disk.no_space', EIO: 'disk.failed', EACCES: 'disk.denied' };

let home: TempHome;
let engine: EngineForwarder;
let product: Product;
let remote: BareRemote;
let fault: string;
let session_id: string;

interface Told {
  status: string;
  problem: { kind: string } | null;
  agent: { state: string } | null;
}

const settledStates = new Set(['created', 'running', 'stopped', 'completed']);

beforeAll(async () => {
  home = await createTempHome();
  fault = join(home.dir, 'fault.json');
  const serverProgram = join(import.meta.dirname, '..', 'support', 'faulty-server.ts');
  engine = await EngineForwarder.open(join(home.dir, 'engine.sock'));
  const env = { FAULT_FILE: fault, DOCKER_HOST: `unix://${engine.socketPath}` };
  product = await startProduct({ home, serverProgram, env });
  remote = await createBareRemote(join(home.dir, 'remotes', 'shop.git'));
  await createSampleRepo(join(home.codeRoot, 'shop'), { origin: remote.dir });
  const task = `Say hello. ${script(text('Hello.'))}`;
  ({ session_id } = await product.rpc<{ session_id: string }>('session.create', { repos: ['shop'], task }));
});

afterAll(async () => {
  await product?.close();
  await engine?.[Symbol.asyncDispose]();
  await home?.close();
});

const info = async () => product.rpc<Told>('session.info', { session_id });
const start = async () => product.rpc('session.start', { session_id });
const stop = async () => product.rpc('session.stop', { session_id });
const sync = async () => product.rpc('session.sync', { session_id, interrupt: true });
const finish = async () =>
  product.rpc('session.finish', { session_id, interrupt: true, uncommitted: 'include' });

/** Says it until the server has taken its agent up again. */
async function unlessBusy<T>(say: () => Promise<T>): Promise<T> {
  for (;;) {
    const outcome = await say().catch((error: unknown) => error);
    if (!(outcome instanceof RpcCallError && outcome.kind === 'session.busy')) {
      if (outcome instanceof Error) throw outcome;
      return outcome as T;
    }
  }
}

async function containers(): Promise<number> {
  const docker = await requireEngine();
  const label = [`hero.claude.instance=${product.instance}`, 'hero.claude.role=agent'];
  return (await docker.listContainers({ all: true, filters: { label } })).length;
}

/** The step is said to hang, and others are served; whether an end that is asked for then needs no force. */
async function endsHanging(): Promise<boolean> {
  await reached(fault);
  await product.rpc('session.list');
  return (await product.server.stop()).signal === null;
}

/** The engine is away from the point on until the step has ended, whichever way. */
async function loseEngine(method: string, call: Promise<unknown>): Promise<void> {
  await reached(fault);
  await engine.cut();
  await rm(fault);
  const done = await call.then(
    () => true,
    () => false,
  );
  const kind = done ? 'engine.none needed' : await declaredErrorOf(method, call);
  if (!kind.startsWith('engine.')) throw new Error(`${method} ended with ${kind}`);
  await engine.restore();
}

/** Makes the call meet the fault; afterwards the session is settled, whichever way it ended. */
async function meet(
  point: StepPoint,
  how: Happening,
  method: string,
  say: () => Promise<unknown>,
): Promise<Told> {
  await plan(fault, point, how === 'engine' ? 'pause' : how);
  const call = unlessBusy(say);
  call.catch(() => undefined);
  if (how === 'kill' || how === 'hang') {
    if (how === 'kill') await product.server.exited;
    const ended = how === 'kill' || (await endsHanging());
    await call.catch(() => undefined);
    // Whatever was seen: the next fault needs a server.
    await product.start('server');
    if (!ended) throw new Error('the server did not end in time');
    await vi.waitUntil(async () => settledStates.has((await info()).status), { timeout: 60_000 });
  } else if (how === 'engine') {
    await loseEngine(method, call);
  } else {
    const kind = await declaredErrorOf(method, call);
    if (kind !== kinds[how]) throw new Error(`${method} ended with ${kind}`);
  }
  if (!(await happened(fault))) throw new Error(`${method} did not come to ${point}`);
  return info();
}

/** These cost a start of the server, or a wait: where they are most likely to leave something. */
const chosen: Record<(typeof triedWithEngine)[number], { point: StepPoint; how: Happening }[]> = {
  start: [
    { point: 'start.container_made', how: 'kill' },
    { point: 'start.container_noted', how: 'engine' },
    { point: 'start.doors_open', how: 'hang' },
  ],
  stop: [
    { point: 'stop.quieted', how: 'kill' },
    { point: 'stop.surveyed', how: 'engine' },
    { point: 'stop.agent_ended', how: 'hang' },
  ],
  sync: [
    { point: 'sync.merged', how: 'kill' },
    { point: 'sync.source_found', how: 'engine' },
    { point: 'sync.stored', how: 'hang' },
  ],
  finish: [
    { point: 'finish.pushed', how: 'kill' },
    { point: 'finish.stored', how: 'engine' },
    { point: 'finish.brought', how: 'hang' },
  ],
};
const everything: Happening[] = ['ENOSPC', 'EIO', 'EACCES', 'kill', 'hang', 'engine'];

/** ENOSPC at every point and each of the rest once; everything everywhere in torture. */
function casesOf(step: keyof typeof chosen): { point: StepPoint; how: Happening }[] {
  const hows = torture ? everything : (['ENOSPC'] as const);
  const always = pointsOf(step).flatMap((point) => hows.map((how) => ({ point, how })));
  return torture ? always : [...always, ...chosen[step]];
}

test.each(casesOf('start'))(
  '$how at $point: nothing runs that nobody knows of, and a start works',
  async (each) => {
    const before = await info();
    const { status } = await meet(each.point, each.how, 'session.start', start);
    const runs = status === 'running';
    const seen = async () => {
      const doors = (await product.gatewayRpc<unknown[]>('session.list')).length;
      return { status: (await info()).status, containers: await containers(), doors };
    };
    const expected = runs
      ? { status, containers: 1, doors: 1 }
      : { status: before.status, containers: 0, doors: 0 };
    // What an engine that was away could not do it does when it is back; everything else is done by now.
    if (each.how === 'engine')
      await vi.waitUntil(async () => isDeepStrictEqual(await seen(), expected), { timeout: 30_000 });
    expect(await seen()).toEqual(expected);
    if (!runs) await start();
    expect(await info()).toMatchObject({ status: 'running', problem: null });
    expect(await containers()).toBe(1);
    await stop();
  },
);

test('a start ends the agent first that an earlier one left running', async () => {
  await start();
  const docker = await requireEngine();
  const label = [`hero.claude.instance=${product.instance}`, 'hero.claude.role=agent'];
  const [made] = await docker.listContainers({ filters: { label } });
  const { Name, Config, HostConfig } = await docker.getContainer(made?.Id ?? 'none').inspect();
  await stop();
  // A stop that could not be finished would have left it, too.
  const sockets = HostConfig.Mounts?.find(({ Target }) => Target === '/run/hero')?.Source;
  await mkdir(sockets ?? 'none');
  const leftover = await docker.createContainer({ ...Config, HostConfig, name: Name.slice(1) });
  await leftover.start();
  await start();
  expect(await info()).toMatchObject({ status: 'running', problem: null });
  expect(await containers()).toBe(1);
});

test.each(casesOf('stop'))(
  '$how at $point: the status is true, and a stop said again ends the agent',
  async ({ point, how }) => {
    if ((await info()).status !== 'running') await start();
    const { status, agent } = await meet(point, how, 'session.stop', stop);
    const runs = status === 'running';
    expect({ status, agent: agent !== null, containers: await containers() }).toEqual(
      runs ? { status, agent: true, containers: 1 } : { status: 'stopped', agent: false, containers: 0 },
    );
    await stop();
    expect(await info()).toMatchObject({ status: 'stopped', problem: null });
    expect(await containers()).toBe(0);
  },
);

test.each(casesOf('sync'))(
  '$how at $point: the agent goes on, and a sync brings it all',
  async ({ point, how }) => {
    if ((await info()).status !== 'running') await start();
    const name = `${point}-${how}.txt`;
    await writeFile(join(home.codeRoot, 'shop', name), 'from the source\n');
    expect(await meet(point, how, 'session.sync', sync)).toMatchObject({ status: 'running' });
    await unlessBusy(sync);
    const command = ['cat', `/workspace/code/shop/${name}`];
    expect(await product.rpc('session.exec', { session_id, command })).toMatchObject({
      stdout: 'from the source\n',
    });
  },
);

test.each(casesOf('finish'))('$how at $point: a finish said again delivers', async ({ point, how }) => {
  if ((await info()).status !== 'running') await start();
  const name = `${point}-${how}.txt`;
  const command = `echo done > /workspace/code/shop/${name}`;
  await product.rpc('session.exec', { session_id, command });
  const { status } = await meet(point, how, 'session.finish', finish);
  expect(status).toBe((await containers()) === 1 ? 'running' : 'stopped');
  const done = await unlessBusy(finish);
  expect(done).toMatchObject({ session: { status: 'completed' } });
  const [branch = ''] = Object.keys(await remote.branches()).filter((each) => each.includes(session_id));
  expect(await remote.git('ls-tree', '--name-only', branch)).toContain(name);
});

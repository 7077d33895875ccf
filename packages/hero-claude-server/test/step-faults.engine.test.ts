import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BareRemote,
  createBareRemote,
  createSampleRepo,
  createTempHome,
  type Product,
  RpcCallError,
  requireEngine,
  script,
  startProduct,
  type TempHome,
  text,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { StepPoint } from '../src/domain/step-points.ts';
import { declaredErrorOf, happened, plan, pointsOf, torture } from './support/fault-bench.ts';
import type { Fault } from './support/faulty-server.ts';

let home: TempHome;
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
  const serverProgram = join(import.meta.dirname, 'support', 'faulty-server.ts');
  product = await startProduct({ home, serverProgram, env: { FAULT_FILE: fault } });
  remote = await createBareRemote(join(home.dir, 'remotes', 'shop.git'));
  await createSampleRepo(join(home.codeRoot, 'shop'), { origin: remote.dir });
  const task = `Say hello. ${script(text('Hello.'))}`;
  ({ session_id } = await product.rpc<{ session_id: string }>('session.create', { repos: ['shop'], task }));
});

afterAll(async () => {
  await product?.close();
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

/** Makes the call meet the fault; afterwards the session is settled, whichever way it ended. */
async function meet(
  point: StepPoint,
  how: Fault,
  method: string,
  say: () => Promise<unknown>,
): Promise<Told> {
  await plan(fault, point, how);
  if (how === 'kill') {
    const call = say().catch(() => undefined);
    await product.server.exited;
    await call;
    await product.start('server');
    await vi.waitUntil(async () => settledStates.has((await info()).status), { timeout: 60_000 });
  } else {
    const kind = await declaredErrorOf(method, say());
    if (kind !== 'disk.no_space') throw new Error(`${method} ended with ${kind}`);
  }
  if (!(await happened(fault))) throw new Error(`${method} did not come to ${point}`);
  return info();
}

/** A kill costs a start of the server: where it is most likely to leave something, and everywhere in torture. */
const deadly: readonly StepPoint[] = ['start.container_made', 'sync.merged', 'finish.pushed'];
const casesOf = (step: Parameters<typeof pointsOf>[0]) =>
  pointsOf(step).flatMap((point): { point: StepPoint; how: Fault }[] => [
    { point, how: 'ENOSPC' },
    ...(torture || deadly.includes(point) ? [{ point, how: 'kill' as const }] : []),
  ]);

test.each(casesOf('start'))(
  '$how at $point: nothing runs that nobody knows of, and a start works',
  async (each) => {
    const before = await info();
    const { status } = await meet(each.point, each.how, 'session.start', start);
    const doors = (await product.gatewayRpc<unknown[]>('session.list')).length;
    const runs = status === 'running';
    expect({ status, containers: await containers(), doors }).toEqual(
      runs ? { status, containers: 1, doors: 1 } : { status: before.status, containers: 0, doors: 0 },
    );
    if (!runs) await start();
    expect(await info()).toMatchObject({ status: 'running', problem: null });
    expect(await containers()).toBe(1);
    await stop();
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

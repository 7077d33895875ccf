import { join } from 'node:path';
import { createSampleRepo } from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stepPoints } from '../../src/domain/step-points.ts';
import {
  declaredErrorOf,
  folders,
  happened,
  plan,
  pointsOf,
  reached,
  torture,
  triedAlone,
  triedWithEngine,
} from '../support/fault-bench.ts';
import type { Fault } from '../support/faulty-server.ts';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

/** What fails is told by an error; what dies or hangs is found by the next server. */
const failures: Fault[] = ['ENOSPC', 'EIO', 'EACCES', 'git'];
const kinds: Partial<Record<Fault, string | null>> = {
  kill: null,
  hang: null,
  ENOSPC: 'disk.no_space',
  EIO: 'disk.failed',
  EACCES: 'disk.denied',
  git: 'git.failed',
};

let server: LoneServer;
let fault: string;

beforeAll(async () => {
  server = await startServer({ program: join(import.meta.dirname, '..', 'support', 'faulty-server.ts') });
  fault = join(server.home.dir, 'fault.json');
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
});
afterAll(async () => server[Symbol.asyncDispose]());

interface Told {
  session_id: string;
  status: string;
}

const shop = { repos: ['shop'], task: 'anything' };
const create = async () => server.rpc<Told>('session.create', shop);
const sessions = async () => (await server.rpc<Told[]>('session.list')).map(({ status }) => status);

async function emptyTrash(): Promise<void> {
  await server.rpc('trash.empty', {});
  await expect.poll(async () => folders(server.home.buildDir), { timeout: 20_000 }).toEqual([]);
}

/** Others are served while one step hangs, and an end asked for comes in time. */
async function endHanging(): Promise<void> {
  await reached(fault);
  await server.rpc('session.list');
  const began = performance.now();
  await server.daemon.stop();
  if (performance.now() - began > 8_000) throw new Error('the server did not end in time');
}

/** Makes the call, which meets the fault: the kind of its error, or null when it took the server along. */
async function meet(method: string, params: object, how: Fault): Promise<string | null> {
  const call = server.rpc(method, params);
  if (!isDeath(how)) return declaredErrorOf(method, call);
  const ended = call.catch(() => undefined);
  await (how === 'hang' ? endHanging() : server.daemon.exited);
  await ended;
  await server.restart();
  return null;
}

const cases = (points: ReturnType<typeof pointsOf>, faults: readonly Fault[]) =>
  points.flatMap((point) => faults.map((how) => ({ point, how })));

/** Each costs a start of the server, so that one point of a step hangs for all of them. */
const deathsIn = (...steps: Parameters<typeof pointsOf>) => [
  ...cases(pointsOf(...steps), ['kill']),
  ...steps.map((step) => ({ point: pointsOf(step).at(-1) ?? 'create.copied', how: 'hang' as const })),
];
const isDeath = (how: Fault) => how === 'kill' || how === 'hang';

test('every step of the table is tried somewhere', () => {
  expect([...triedAlone, ...triedWithEngine].sort()).toEqual(Object.keys(stepPoints).sort());
});

describe('create', () => {
  test.each(cases(pointsOf('create'), failures))(
    '$how at $point leaves nothing and says why',
    async (each) => {
      await plan(fault, each.point, each.how);
      expect(await meet('session.create', shop, each.how)).toBe(kinds[each.how]);
      expect(await happened(fault)).toBe(true);
      expect([await sessions(), await folders(server.home.buildDir)]).toEqual([[], []]);
    },
  );

  test.each(deathsIn('create'))('$how at $point leaves nothing after the next start', async (each) => {
    await plan(fault, each.point, each.how);
    expect(await meet('session.create', shop, each.how)).toBe(null);
    expect(await sessions()).toEqual([]);
    await expect.poll(async () => folders(server.home.buildDir), { timeout: 20_000 }).toEqual([]);
  });

  test('works afterwards', async () => {
    const { session_id } = await create();
    expect(await sessions()).toEqual(['created']);
    await server.rpc('session.destroy', { session_id, force: true });
    await emptyTrash();
  });
});

describe('destroy and restore', () => {
  const info = async (session_id: string) => server.rpc<Told>('session.info', { session_id });
  /** The one folder that should be there, by what the row says. */
  const placeOf = ({ status, session_id }: Told) =>
    status === 'destroyed' ? `.trash/${session_id}` : session_id;

  const moves = torture ? failures.filter((how) => how !== 'git') : (['ENOSPC'] as const);
  test.each([...cases(pointsOf('destroy', 'restore'), moves), ...deathsIn('destroy', 'restore')])(
    '$how at $point: row and folder agree, and saying it again works',
    async ({ point, how }) => {
      const { session_id } = await create();
      const [step] = point.split('.') as ['destroy' | 'restore'];
      if (step === 'restore') await server.rpc('session.destroy', { session_id, force: true });
      const before = await info(session_id);
      const method = `session.${step}`;
      const params = { session_id, ...(step === 'destroy' && { force: true }) };

      await plan(fault, point, how);
      expect(await meet(method, params, how)).toBe(kinds[how]);
      expect(await happened(fault)).toBe(true);
      const after = await info(session_id);
      expect(after.status).toBe(before.status);
      expect(await folders(server.home.buildDir)).toEqual([placeOf(after)]);

      await server.rpc(method, params);
      const done = await info(session_id);
      expect(done.status).toBe(step === 'destroy' ? 'destroyed' : 'created');
      expect(await folders(server.home.buildDir)).toEqual([placeOf(done)]);
      await server.rpc('session.destroy', { session_id, force: true });
      await emptyTrash();
    },
  );
});

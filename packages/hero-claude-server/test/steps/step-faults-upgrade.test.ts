import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome, daemonCommand, type TempHome } from 'hero-claude-testkit';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { runProcess } from '../../src/lib/process.ts';
import { happened, plan, pointsOf, reached } from '../support/fault-bench.ts';
import { startServer } from '../support/server-without-engine.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const program = join(import.meta.dirname, '..', 'support', 'faulty-server.ts');
const migrations = join(import.meta.dirname, '..', '..', 'migrations');
const log = pino({ level: 'silent' });
const failures = ['ENOSPC', 'EIO', 'EACCES'] as const;
const kinds = { ENOSPC: 'disk.no_space', EIO: 'disk.failed', EACCES: 'disk.denied' };

let home: TempHome;
let database: string;
let older: string;

/** The schemas of before the last two upgrades. */
beforeAll(async () => {
  home = await createTempHome();
  older = join(home.dir, 'older');
  await mkdir(older);
  for (const name of (await readdir(migrations)).sort().slice(0, -2))
    await copyFile(join(migrations, name), join(older, name));
  database = join(home.dir, 'hero', 'var', 'hero_claude', 'db.sqlite');
  await mkdir(join(database, '..'), { recursive: true });
});
afterAll(async () => home.close());

/** A database that an older server wrote. */
beforeEach(async () => {
  // SQLite takes the files beside it away itself once the last statement of a closed connection is let go.
  for (const name of await readdir(join(database, '..')))
    if (name.startsWith('db.sqlite')) await rm(join(database, '..', name), { force: true });
  await using db = await openDatabase(database, { migrationsDir: older, log });
  db.run("INSERT INTO facts (name, value) VALUES ('instance', 'cafecafe')");
});

const files = async () =>
  (await readdir(join(database, '..'))).filter((name) => name.startsWith('db.sqlite'));
const cases = pointsOf('upgrade').flatMap((point) => failures.map((how) => ({ point, how })));

test.each(cases)(
  '$how at $point: said, nothing is lost, and the next try goes on',
  async ({ point, how }) => {
    const path = '/where/it/happened';
    const failed = openDatabase(database, {
      migrationsDir: migrations,
      log,
      reached: async (at) => {
        if (at === point)
          throw Object.assign(new Error(`${how}: as planned`), { code: how, syscall: 'write', path });
      },
    });
    await expect(failed).rejects.toMatchObject({ kind: kinds[how] });
    await using db = await openDatabase(database, { migrationsDir: migrations, log });
    expect(db.all("SELECT value FROM facts WHERE name = 'instance'")).toEqual([{ value: 'cafecafe' }]);
    expect((await files()).filter((name) => name.endsWith('.partial'))).toEqual([]);
  },
);

/** Each costs two starts of a server. */
const deaths = [
  { point: 'upgrade.migrated', how: 'kill' },
  { point: 'upgrade.backed_up', how: 'hang' },
] as const;

test.each(deaths)('$how at $point: the next start goes on, and nothing is lost', async ({ point, how }) => {
  const fault = join(home.dir, 'fault.json');
  await plan(fault, point, how);
  const { command, args } = daemonCommand('server', 'source');
  const stop = new AbortController();
  const ended = runProcess(command, [...args.slice(0, -1), program], {
    env: { ...home.env, DOCKER_HOST: `unix://${home.dir}/no-engine.sock`, FAULT_FILE: fault },
    timeoutMs: 60_000,
    signal: stop.signal,
  });
  if (how === 'hang') {
    await reached(fault);
    stop.abort();
  }
  await ended.catch(() => undefined);
  expect(await happened(fault)).toBe(true);

  await using server = await startServer({ home });
  expect(await server.rpc('server.info')).toMatchObject({ instance: 'cafecafe' });
  expect((await files()).filter((name) => name.includes('.backup-')).length).toBeGreaterThan(0);
});

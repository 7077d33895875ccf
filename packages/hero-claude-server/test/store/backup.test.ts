import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, createTempHome, daemonCommand } from 'hero-claude-testkit';
import { PathLock } from 'hero-rpc/node';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { loadSqlite } from '../../src/adapters/store/sqlite-driver.ts';
import { restore } from '../../src/backup.ts';
import { runProcess } from '../../src/lib/process.ts';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

vi.setConfig({ testTimeout: 90_000 });

interface Session {
  session_id: string;
  name: string;
}

async function ask(server: LoneServer, ...flags: string[]) {
  const { command, args } = daemonCommand('server');
  const { exitCode, stdout, stderr } = await runProcess(command, [...args, ...flags], {
    env: server.home.env,
    timeoutMs: 30_000,
  });
  const answer = exitCode === 0 ? (JSON.parse(stdout.toString()) as Record<string, string>) : {};
  return { exitCode, stderr, answer };
}

async function create(server: LoneServer, name: string): Promise<string> {
  const params = { repos: ['shop'], task: 'anything', name };
  return (await server.rpc<Session>('session.create', params)).session_id;
}

const names = async (server: LoneServer) =>
  (await server.rpc<Session[]>('session.list')).map(({ name }) => name).sort();

test('what was backed up from a running server comes back, and what was there is kept', async () => {
  await using server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
  const first = await create(server, 'first');
  const made = await ask(server, '--backup');
  const folder = made.answer['folder'] ?? '';
  expect(made.exitCode).toBe(0);
  for (const name of ['db.sqlite', 'backup.json']) {
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  }
  await server.rpc('session.update', { session_id: first, name: 'renamed' });
  const second = await create(server, 'second');

  const refused = await ask(server, '--restore', folder);
  expect(refused).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('hero-claude stop') });
  expect(await names(server)).toEqual(['renamed', 'second']);

  await server.daemon.stop();
  const restored = await ask(server, '--restore', folder);
  expect(restored.exitCode).toBe(0);
  await server.restart();
  expect(await names(server)).toEqual(['first']);
  // A session that the backup does not know is not touched.
  expect(existsSync(join(server.home.buildDir, second, 'code', 'shop'))).toBe(true);
  const { answer } = restored;
  const kept = await readdir(join(server.home.dir, 'hero', 'var', 'hero_claude'));
  expect(kept).toContain(`db.sqlite${answer['keptAs']}`);
});

test('nothing is restored under a daemon that opens its database meanwhile', async () => {
  await using server = await startServer();
  const { answer } = await ask(server, '--backup');
  await server.daemon.stop();
  for (const name of ['db.sqlite', 'ledger.sqlite']) {
    using _held = PathLock.acquire(join(server.home.dir, 'hero', 'var', 'hero_claude', name));
    const refused = await ask(server, '--restore', answer['folder'] ?? '');
    expect(refused).toMatchObject({ exitCode: 75, stderr: expect.stringContaining(`${name} is in use`) });
  }
  expect((await ask(server, '--restore', answer['folder'] ?? '')).exitCode).toBe(0);
});

test('a backup that is damaged, unfinished or none changes nothing', async () => {
  await using server = await startServer();
  const { answer } = await ask(server, '--backup');
  const folder = answer['folder'] ?? '';
  await server.daemon.stop();
  const database = join(server.home.dir, 'hero', 'var', 'hero_claude', 'db.sqlite');
  const before = await readFile(database);
  const copy = join(folder, 'db.sqlite');
  await truncate(copy, (await stat(copy)).size - 5000);
  for (const [from, reason] of [
    [folder, /db\.sqlite cannot be read/],
    [server.home.dir, /is no backup/],
  ] as const) {
    const refused = await ask(server, '--restore', from);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toMatch(reason);
    expect(refused.stderr).not.toContain('    at ');
  }
  expect(await readFile(database)).toEqual(before);
});

test('the file that an upgrade left takes an older program back, and a newer one forward again', async () => {
  await using home = await createTempHome();
  const dataDir = join(home.dir, 'hero', 'var', 'hero_claude');
  await mkdir(dataDir, { recursive: true });
  const database = join(dataDir, 'db.sqlite');
  const migrations = join(import.meta.dirname, '..', '..', 'migrations');
  const older = join(home.dir, 'older');
  await mkdir(older);
  for (const name of (await readdir(migrations)).sort().slice(0, -1))
    await copyFile(join(migrations, name), join(older, name));
  const log = pino({ level: 'silent' });
  {
    await using db = await openDatabase(database, { migrationsDir: older, log });
    db.run("INSERT INTO facts (name, value) VALUES ('instance', 'cafecafe')");
  }
  (await openDatabase(database, { migrationsDir: migrations, log })).close();
  const refused = await openDatabase(database, { migrationsDir: older, log }).catch((error) => error);
  expect(refused).toMatchObject({ kind: 'store.newer' });
  // What the hint says.
  const [, hinted = ''] = /hero-claude restore (\S+)…/.exec(refused.hint) ?? [];
  const [file = ''] = (await readdir(dataDir)).filter((name) => join(dataDir, name).startsWith(hinted));
  const places = { dataDir, socketDir: home.socketDir };

  await expect(restore(places, `${database}-none`, older)).rejects.toThrow('is no backup');
  const { keptAs } = await restore(places, join(dataDir, file), older);
  {
    await using db = await openDatabase(database, { migrationsDir: older, log });
    expect(db.all("SELECT value FROM facts WHERE name = 'instance'")).toEqual([{ value: 'cafecafe' }]);
  }
  await expect(restore(places, database + keptAs, older)).rejects.toMatchObject({ kind: 'store.newer' });
  await using server = await startServer({ home });
  expect(await server.rpc('server.info')).toMatchObject({ instance: 'cafecafe' });
});

test('a database that somebody else holds is named, and the call can be repeated', async () => {
  await using server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
  const session_id = await create(server, 'first');
  const { DatabaseSync } = await loadSqlite();
  const database = join(server.home.dir, 'hero', 'var', 'hero_claude', 'db.sqlite');
  const other = new DatabaseSync(database);
  other.exec('PRAGMA busy_timeout=5000');
  other.exec('BEGIN IMMEDIATE');
  const rename = async () => server.rpc('session.update', { session_id, name: 'renamed' });
  await expect(rename()).rejects.toMatchObject({ kind: 'store.locked' });
  other.exec('ROLLBACK');
  other.close();
  await rename();
  expect(await names(server)).toEqual(['renamed']);
});

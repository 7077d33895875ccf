import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/adapters/store/open-database.ts';

const log = pino({ level: 'silent' });
let dir: string;
let path: string;
let migrationsDir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hero-db-'));
  path = join(dir, 'db.sqlite');
  migrationsDir = mkdtempSync(join(dir, 'migrations-'));
  migration(1, 'CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT) STRICT;');
});
afterEach(() => rmSync(dir, { recursive: true }));

function migration(version: number, sql: string): void {
  writeFileSync(join(migrationsDir, `${String(version).padStart(4, '0')}-step.sql`), sql);
}
const open = () => openDatabase(path, { migrationsDir, log, busyTimeoutMs: 50 });
const backups = () => readdirSync(dir).filter((name) => name.includes('.backup-'));

describe('a new database', () => {
  test('is private, in WAL mode, with foreign keys, and needs no backup', async () => {
    await using db = await open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(db.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(db.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(db.get('PRAGMA synchronous')).toEqual({ synchronous: 1 });
    expect(backups()).toEqual([]);
  });

  test('folds what was written into its file once nobody writes', async () => {
    await using db = await open();
    const before = statSync(path).size;
    for (let row = 0; row < 600; row += 1) db.run('INSERT INTO a (text) VALUES (?)', 'x'.repeat(100));
    expect(statSync(path).size).toBe(before);
    await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(before + 40_000), { timeout: 20_000 });
  });

  test('stores booleans and undefined', async () => {
    await using db = await open();
    db.run('INSERT INTO a (id, text) VALUES (?, ?)', true, undefined);
    expect(db.all('SELECT * FROM a')).toEqual([{ id: 1, text: null }]);
  });
});

describe('transactions', () => {
  test('undo everything when they fail, and a nested one undoes only itself', async () => {
    await using db = await open();
    db.transaction(() => {
      db.run('INSERT INTO a (text) VALUES (?)', 'kept');
      expect(() =>
        db.transaction(() => {
          db.run('INSERT INTO a (text) VALUES (?)', 'undone');
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    expect(() =>
      db.transaction(() => {
        db.run('INSERT INTO a (text) VALUES (?)', 'undone too');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([...db.iterate('SELECT text FROM a')]).toEqual([{ text: 'kept' }]);
  });

  test('with full sync wait for the disk only for their own length', async () => {
    await using db = await open();
    const during = db.fullSync(() => db.get('PRAGMA synchronous'));
    expect(during).toEqual({ synchronous: 2 });
    expect(db.get('PRAGMA synchronous')).toEqual({ synchronous: 1 });
  });
});

describe('upgrading', () => {
  test('backs the old content up first and keeps three backups', async () => {
    {
      await using db = await open();
      db.run('INSERT INTO a (text) VALUES (?)', 'old');
    }
    for (let version = 2; version <= 6; version += 1) {
      migration(version, `CREATE TABLE t${version} (id INTEGER) STRICT;`);
      await using db = await open();
      expect(db.get('PRAGMA user_version')).toEqual({ user_version: version });
    }
    expect(backups().map((name) => name.replace(/-\d{8}T.*/, ''))).toEqual([
      'db.sqlite.backup-v3',
      'db.sqlite.backup-v4',
      'db.sqlite.backup-v5',
    ]);
    const backup = join(dir, backups()[2] ?? '');
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    await using old = await openDatabase(backup, { migrationsDir, log });
    expect(old.all('SELECT text FROM a')).toEqual([{ text: 'old' }]);
  });

  test('that fails again and again pushes no older backup out and leaves no half of one', async () => {
    {
      await using db = await open();
      db.run('INSERT INTO a (text) VALUES (?)', 'old');
    }
    migration(2, 'CREATE TABLE b (id INTEGER) STRICT;');
    migration(3, 'INSERT INTO nowhere VALUES (1);');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      // As a start that is killed leaves it.
      writeFileSync(`${path}.backup-v1-${attempt}.partial`, 'half');
      await expect(open()).rejects.toMatchObject({ kind: 'store.failed' });
    }
    expect(backups().map((name) => name.replace(/-\d{8}T.*/, ''))).toEqual([
      'db.sqlite.backup-v1',
      'db.sqlite.backup-v2',
    ]);
  });

  test('leaves everything as it was when a migration fails', async () => {
    (await open()).close();
    migration(2, 'CREATE TABLE b (id INTEGER) STRICT;');
    migration(3, 'CREATE TABLE c (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);');
    await expect(open()).rejects.toMatchObject({ kind: 'store.failed' });
    rmSync(join(migrationsDir, '0003-step.sql'));
    await using db = await open();
    expect(db.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).toEqual([
      { name: 'a' },
      { name: 'b' },
    ]);
  });

  test('refuses a migration that leaves orphans', async () => {
    (await open()).close();
    migration(2, 'CREATE TABLE b (a_id INTEGER REFERENCES a(id)) STRICT; INSERT INTO b VALUES (7);');
    await expect(open()).rejects.toThrow('1 rows whose parent is missing');
  });

  test('refuses a gap between migrations', async () => {
    migration(3, 'SELECT 1;');
    await expect(open()).rejects.toThrow('expected a file named 0002-<name>.sql');
  });
});

describe('a database that cannot be used', () => {
  test('because a newer program wrote it', async () => {
    migration(2, 'CREATE TABLE b (id INTEGER) STRICT;');
    (await open()).close();
    rmSync(join(migrationsDir, '0002-step.sql'));
    const before = readFileSync(path);
    await expect(open()).rejects.toMatchObject({ kind: 'store.newer', facts: { path, found: 2, known: 1 } });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('because it is something else', async () => {
    writeFileSync(path, 'this is not a database '.repeat(100));
    await expect(open()).rejects.toMatchObject({ kind: 'store.corrupt' });
  });

  test('because its pages are damaged', async () => {
    {
      await using db = await open();
      for (let i = 0; i < 500; i += 1) db.run('INSERT INTO a (text) VALUES (?)', 'x'.repeat(100));
    }
    const bytes = readFileSync(path);
    bytes.fill(0xab, 4096, 4096 * 8);
    writeFileSync(path, bytes);
    await using db = await open();
    expect(() => db.all('SELECT * FROM a')).toThrow(expect.objectContaining({ kind: 'store.corrupt' }));
  });

  test('because its folder is missing', async () => {
    path = join(dir, 'nowhere', 'db.sqlite');
    await expect(open()).rejects.toMatchObject({ kind: 'store.read_only' });
  });

  test('because another process writes to it', async () => {
    (await open()).close();
    migration(2, 'CREATE TABLE b (id INTEGER) STRICT;');
    const program = `
      const { loadSqlite } = await import(${JSON.stringify(import.meta.resolve('../../src/adapters/store/sqlite-driver.ts'))});
      const db = new (await loadSqlite()).DatabaseSync(${JSON.stringify(path)});
      db.exec('PRAGMA busy_timeout=0');
      db.exec('BEGIN IMMEDIATE');
      console.log('held');
      process.stdin.on('end', () => db.close()).resume();`;
    const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    try {
      await once(holder.stdout, 'data');
      await expect(open()).rejects.toMatchObject({ kind: 'store.locked', facts: { path } });
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
  });
});

import { closeSync, openSync } from 'node:fs';
import type { Logger } from 'pino';
import type { ReachedPoint } from '../../domain/step-points.ts';
import { storeNewer, storeReadOnly } from '../../domain/store-errors.ts';
import { translateFileError } from '../translate-file-error.ts';
import { backupDatabase } from './backup-database.ts';
import { type Database, SqliteDatabase } from './database.ts';
import { applyMigration, type Migration, readMigrations, schemaVersion } from './migrations.ts';
import { loadSqlite, type SqliteConnection } from './sqlite-driver.ts';
import { translateSqliteError } from './translate-sqlite-error.ts';

export interface OpenDatabaseOptions {
  /** Folder of `NNNN-name.sql` files. */
  migrationsDir: string;
  log: Logger;
  /** How long a statement waits for another process's lock. */
  busyTimeoutMs?: number;
  /** Hears of the points of an upgrade. */
  reached?: ReachedPoint;
}

/**
 * Opens (or creates, readable by its owner only) the database and brings its schema up to date; before the
 * schema of an existing database is changed a backup is written beside it.
 * @throws store.newer, store.corrupt, store.locked, store.read_only, store.full, disk.no_space and the like
 */
export async function openDatabase(path: string, options: OpenDatabaseOptions): Promise<Database> {
  const { migrationsDir, busyTimeoutMs = 5000 } = options;
  const migrations = readMigrations(migrationsDir);
  const { DatabaseSync } = await loadSqlite();
  createPrivateFile(path);
  let connection: SqliteConnection | undefined;
  try {
    connection = new DatabaseSync(path);
    configure(connection, busyTimeoutMs);
    await upgrade(connection, path, migrations, options);
    return new SqliteDatabase(path, connection);
  } catch (error) {
    connection?.close();
    throw translateFileError(translateSqliteError(path, error), path);
  }
}

/** SQLite gives the log files beside it the mode of this one. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw storeReadOnly({ path, reason: (error as Error).message }, { cause: error });
  }
}

function configure(connection: SqliteConnection, busyTimeoutMs: number): void {
  // Not as an option of the constructor, which the first Nodes with SQLite pass over.
  connection.exec(`PRAGMA busy_timeout=${busyTimeoutMs}`);
  connection.exec('PRAGMA journal_mode=WAL');
  connection.exec('PRAGMA synchronous=NORMAL');
  connection.exec('PRAGMA foreign_keys=ON');
  connection.exec('PRAGMA journal_size_limit=67108864');
  // A checkpoint waits for the disk, and everybody with it: one is made when nobody writes, and else after 4 MB.
  connection.exec('PRAGMA wal_autocheckpoint=1000');
  // The undo log of a statement with a trigger would be a file, opened and thrown away over and over.
  connection.exec('PRAGMA temp_store=MEMORY');
}

async function upgrade(
  connection: SqliteConnection,
  path: string,
  migrations: Migration[],
  { log, reached = async () => undefined }: OpenDatabaseOptions,
): Promise<void> {
  const found = schemaVersion(connection);
  const known = migrations.length;
  if (found > known) throw storeNewer({ path, found, known });
  const pending = migrations.filter(({ version }) => version > found);
  if (found > 0 && pending.length > 0) {
    const backup = backupDatabase(connection, path, found, new Date());
    log.info({ path, backup, from: found, to: known }, 'database backed up before its upgrade');
    await reached('upgrade.backed_up', null);
  }
  for (const migration of pending) {
    applyMigration(connection, migration);
    log.info({ path, migration: migration.name }, 'database migrated');
    if (found > 0) await reached('upgrade.migrated', null);
  }
}

import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { storeCorrupt } from '../../domain/store-errors.ts';
import { schemaVersion } from './migrations.ts';
import { loadSqlite, type SqliteConnection } from './sqlite-driver.ts';
import { translateSqliteError } from './translate-sqlite-error.ts';

const lockWaitMs = 5000;

async function withConnection<T>(path: string, use: (connection: SqliteConnection) => T): Promise<T> {
  const { DatabaseSync } = await loadSqlite();
  let connection: SqliteConnection | undefined;
  try {
    connection = new DatabaseSync(path);
    connection.exec(`PRAGMA busy_timeout=${lockWaitMs}`);
    return use(connection);
  } catch (error) {
    throw translateSqliteError(path, error);
  } finally {
    connection?.close();
  }
}

/** Writes a whole copy of a database that may be in use, for its owner only. `to` must not be there. */
export async function saveDatabase(from: string, to: string): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  await withConnection(from, (connection) => connection.prepare('VACUUM INTO ?').run(to));
  sync(to);
}

/**
 * Reads every page of a database.
 * @returns its schema
 * @throws store.corrupt
 */
export async function proveDatabase(path: string): Promise<number> {
  return withConnection(path, (connection) => {
    const rows = connection.prepare('PRAGMA integrity_check(5)').all() as { integrity_check: string }[];
    const found = rows.map((row) => row.integrity_check).join('; ');
    if (found !== 'ok') throw storeCorrupt({ path, reason: found });
    return schemaVersion(connection);
  });
}

/** Takes what a killed process left in the log into the database itself; one that is damaged stays as it is. */
export async function foldLog(path: string): Promise<void> {
  if (!existsSync(`${path}-wal`)) return;
  await withConnection(path, (connection) => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')).catch(
    () => undefined,
  );
}

/** Puts `from` in the place of a database that nobody has open; what was there gets the name `keptAs`. */
export function replaceDatabase(from: string, path: string, keptAs: string): void {
  const partial = `${path}.restoring`;
  rmSync(partial, { force: true });
  copyFileSync(from, partial);
  sync(partial);
  for (const suffix of ['-wal', '-shm', '']) {
    // The log first: without its database it is nothing, the other way round it would be taken for the new one's.
    if (existsSync(path + suffix)) renameSync(path + suffix, keptAs + suffix);
  }
  renameSync(partial, path);
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

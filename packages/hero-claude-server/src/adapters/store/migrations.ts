import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqliteConnection } from './sqlite-driver.ts';

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

/** The files `NNNN-name.sql` of a folder, in order. They count from 1 without gaps. */
export function readMigrations(dir: string): Migration[] {
  const files = readdirSync(dir)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const version = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]);
    if (version !== index + 1)
      throw new Error(
        `${join(dir, file)}: expected a file named ${String(index + 1).padStart(4, '0')}-<name>.sql`,
      );
    return { version, name: file, sql: readFileSync(join(dir, file), 'utf8') };
  });
}

export function schemaVersion(connection: SqliteConnection): number {
  const row = connection.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}

/**
 * Applies one migration and its number in one transaction.
 * Foreign keys are off meanwhile, so that a table can be rebuilt, and checked before the commit.
 */
export function applyMigration(connection: SqliteConnection, { version, name, sql }: Migration): void {
  connection.exec('PRAGMA foreign_keys=OFF');
  try {
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(sql);
      const broken = connection.prepare('PRAGMA foreign_key_check').all();
      if (broken.length > 0) throw new Error(`${name} leaves ${broken.length} rows whose parent is missing`);
      connection.exec(`PRAGMA user_version=${version}`);
      connection.exec('COMMIT');
    } catch (error) {
      connection.exec('ROLLBACK');
      throw error;
    }
  } finally {
    connection.exec('PRAGMA foreign_keys=ON');
  }
}

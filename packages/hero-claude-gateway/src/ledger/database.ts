import { closeSync, openSync, rmSync } from 'node:fs';
import { migrations } from './migrations.ts';
import {
  loadSqlite,
  type SqliteConnection,
  type SqliteStatement,
  type SqliteValue,
} from './sqlite-driver.ts';

/** One connection to the ledger. Synchronous: between two awaits nobody else writes. */
export class Database {
  readonly #connection: SqliteConnection;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  run(sql: string, ...params: SqliteValue[]): { changes: number; id: number } {
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...params);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  /** Rows as the driver gives them; who asks knows the columns and validates. */
  all(sql: string, ...params: SqliteValue[]): unknown[] {
    return this.#prepare(sql).all(...params);
  }

  transaction(write: () => void): void {
    this.#connection.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.#connection.exec('COMMIT');
    } catch (error) {
      try {
        this.#connection.exec('ROLLBACK');
      } catch {
        // SQLite has rolled back by itself (full disk, I/O error); that error is the one to see.
      }
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#connection.close();
  }

  #prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/**
 * Opens the file, or creates it readable by its owner only, and brings its schema up to date. What is there
 * is copied to `<path>.backup-v<schema>` before its schema changes.
 */
export async function openDatabase(path: string): Promise<Database> {
  const { DatabaseSync } = await loadSqlite();
  closeSync(openSync(path, 'a', 0o600));
  const connection = new DatabaseSync(path);
  try {
    // Not as an option of the constructor, which the first Nodes with SQLite pass over.
    connection.exec('PRAGMA busy_timeout=5000');
    connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=67108864');
    migrate(connection, path);
    return new Database(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function migrate(connection: SqliteConnection, path: string): void {
  const { user_version: found } = connection.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > migrations.length) {
    throw new Error(
      `${path} has schema ${found} and this version knows ${migrations.length}: install the newer version again`,
    );
  }
  if (found > 0 && found < migrations.length) backUp(connection, `${path}.backup-v${found}`);
  for (const [index, sql] of migrations.entries()) {
    if (index >= found) connection.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version=${index + 1}; COMMIT`);
  }
}

function backUp(connection: SqliteConnection, target: string): void {
  rmSync(target, { force: true });
  closeSync(openSync(target, 'wx', 0o600));
  connection.prepare('VACUUM INTO ?').run(target);
}

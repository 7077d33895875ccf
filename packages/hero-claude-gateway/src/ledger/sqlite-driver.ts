/** The part of `node:sqlite` used here; `@photostructure/sqlite` offers the same on older Nodes. */
export interface SqliteStatement {
  run(...params: SqliteValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...params: SqliteValue[]): unknown;
  all(...params: SqliteValue[]): unknown[];
}

export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export type SqliteValue = string | number | null;

interface SqliteModule {
  DatabaseSync: new (path: string, options: { timeout: number }) => SqliteConnection;
}

/** Node's own SQLite where it needs no flag (22.13 and later), else the package with the same API. */
export async function loadSqlite(nodeVersion = process.versions.node): Promise<SqliteModule> {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const builtIn = major > 22 || (major === 22 && minor >= 13);
  const name = builtIn ? 'node:sqlite' : '@photostructure/sqlite';
  return (await import(name)) as SqliteModule;
}

/** The part of `node:sqlite` used here; `@photostructure/sqlite` offers the same on older Nodes. */
export interface SqliteStatement {
  run(...params: SqliteValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...params: SqliteValue[]): unknown;
  all(...params: SqliteValue[]): unknown[];
  iterate(...params: SqliteValue[]): IterableIterator<unknown>;
}

export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export type SqliteValue = string | number | bigint | null | Uint8Array;

interface SqliteModule {
  DatabaseSync: new (path: string) => SqliteConnection;
}

/** Node's own SQLite where it needs no flag, else the package with the same API. */
export async function loadSqlite(): Promise<SqliteModule> {
  return (await import(sqliteModuleFor(process.versions.node))) as SqliteModule;
}

/** The flag went with 22.13 and, in the line that Node 24 comes from, with 23.4. */
export function sqliteModuleFor(nodeVersion: string): 'node:sqlite' | '@photostructure/sqlite' {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const builtIn = major > 23 || (major === 23 && minor >= 4) || (major === 22 && minor >= 13);
  return builtIn ? 'node:sqlite' : '@photostructure/sqlite';
}

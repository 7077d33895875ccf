import type { SqliteConnection, SqliteStatement, SqliteValue } from './sqlite-driver.ts';
import { translateSqliteError } from './translate-sqlite-error.ts';

/** What a statement takes. Booleans are stored as 0 and 1, `undefined` as NULL. */
export type Param = string | number | bigint | boolean | null | undefined | Uint8Array;

/**
 * One connection to an SQLite file. Everything is synchronous: between two awaits nobody else writes.
 * Rows come back as the driver gives them; stores validate what they hand out.
 */
export interface Database extends AsyncDisposable {
  readonly path: string;
  run(sql: string, ...params: Param[]): { changes: number; lastInsertRowid: number };
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the columns it asks for
  get<Row>(sql: string, ...params: Param[]): Row | undefined;
  all<Row>(sql: string, ...params: Param[]): Row[];
  iterate<Row>(sql: string, ...params: Param[]): IterableIterator<Row>;
  /** All or nothing; inside another transaction it becomes a part of it that can fail alone. */
  transaction<T>(fn: () => T): T;
  /** A transaction that is on the disk, not only in the file system's cache, when this returns. */
  fullSync<T>(fn: () => T): T;
  /** Throws what the last write met, as long as another one still meets it. */
  probe(): void;
  close(): void;
}

const maxCachedStatements = 200;
/** So long nobody may have written before the log of writes is folded into the database. */
const quietMs = 250;
/** Fewer rows than that are left for later: folding waits for the disk. */
const worthFolding = 500;

function toSqlite(param: Param): SqliteValue {
  if (param === undefined) return null;
  if (typeof param === 'boolean') return param ? 1 : 0;
  return param;
}

/** In place: the list is the caller's rest parameters, which nobody else has. */
function toSqliteAll(params: Param[]): SqliteValue[] {
  for (let at = 0; at < params.length; at += 1) params[at] = toSqlite(params[at]);
  return params as SqliteValue[];
}

export class SqliteDatabase implements Database {
  readonly path: string;
  readonly #connection: SqliteConnection;
  readonly #statements = new Map<string, SqliteStatement>();
  #depth = 0;
  #open = true;
  #lastWriteFailed = false;
  #rowsInLog = 0;
  #isQuiet = true;
  #watch: NodeJS.Timeout | undefined;

  constructor(path: string, connection: SqliteConnection) {
    this.path = path;
    this.#connection = connection;
  }

  run(sql: string, ...params: Param[]): { changes: number; lastInsertRowid: number } {
    // Without a closure: a busy agent brings it here some ten thousand times a second.
    try {
      const { changes, lastInsertRowid } = this.#prepare(sql).run(...toSqliteAll(params));
      this.#wrote();
      if (this.#depth === 0) this.#lastWriteFailed = false;
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    } catch (error) {
      this.#lastWriteFailed = true;
      throw translateSqliteError(this.path, error);
    }
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as declared
  get<Row>(sql: string, ...params: Param[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...params.map(toSqlite))) as Row | undefined;
  }

  all<Row>(sql: string, ...params: Param[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...params.map(toSqlite))) as Row[];
  }

  *iterate<Row>(sql: string, ...params: Param[]): IterableIterator<Row> {
    try {
      // Not from the cache: two walks over the same statement would share one cursor.
      yield* this.#connection.prepare(sql).iterate(...params.map(toSqlite)) as IterableIterator<Row>;
    } catch (error) {
      throw translateSqliteError(this.path, error);
    }
  }

  transaction<T>(fn: () => T): T {
    const nested = this.#depth > 0;
    const name = `nested_${this.#depth}`;
    this.#exec(nested ? `SAVEPOINT ${name}` : 'BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const result = fn();
      this.#exec(nested ? `RELEASE ${name}` : 'COMMIT');
      if (!nested) this.#lastWriteFailed = false;
      return result;
    } catch (error) {
      this.#lastWriteFailed = true;
      this.#undo(nested ? `ROLLBACK TO ${name}; RELEASE ${name}` : 'ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  fullSync<T>(fn: () => T): T {
    if (this.#depth > 0) throw new Error('fullSync cannot begin inside a transaction: the outer one decides');
    this.#exec('PRAGMA synchronous=FULL');
    try {
      return this.transaction(fn);
    } finally {
      this.#exec('PRAGMA synchronous=NORMAL');
    }
  }

  probe(): void {
    const version = this.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
    if (!this.#lastWriteFailed) return;
    // Written anew with the value it has.
    this.#exec(`PRAGMA user_version = ${version}`);
    this.#lastWriteFailed = false;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearInterval(this.#watch);
    this.#statements.clear();
    // Another reader may hold the log; the next one to open it folds it in.
    this.#undo('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #wrote(): void {
    this.#isQuiet = false;
    this.#rowsInLog += 1;
    if (this.#rowsInLog < worthFolding) return;
    this.#watch ??= setInterval(() => this.#foldWhenQuiet(), quietMs).unref();
  }

  #foldWhenQuiet(): void {
    if (!this.#isQuiet) {
      this.#isQuiet = true;
      return;
    }
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#rowsInLog = 0;
    this.#undo('PRAGMA wal_checkpoint(PASSIVE)');
  }

  #prepare(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      if (this.#statements.size >= maxCachedStatements) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql));
  }

  /** For statements whose failure nobody must see: they clean up after another, or can be made up for later. */
  #undo(sql: string): void {
    try {
      this.#connection.exec(sql);
    } catch {
      // SQLite has already rolled back by itself (full disk, I/O error).
    }
  }

  #guard<T>(fn: () => T): T {
    try {
      return fn();
    } catch (error) {
      throw translateSqliteError(this.path, error);
    }
  }
}

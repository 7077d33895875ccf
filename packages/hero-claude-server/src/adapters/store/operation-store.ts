import { LogEntry } from '../../domain/operation.ts';
import type { Database, Param } from './database.ts';

export interface OperationFilter {
  limit: number;
  before?: number | undefined;
  session_id?: string | undefined;
  operation?: string | undefined;
  level?: LogEntry['level'] | undefined;
  text?: string | undefined;
}

/** The operation log that people read. */
export class OperationStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  append(entry: Omit<LogEntry, 'id'>): void {
    this.#db.run(
      'INSERT INTO operations (at, level, operation, session_id, message, user, ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
      entry.at,
      entry.level,
      entry.operation,
      entry.session_id,
      entry.message,
      entry.user,
      entry.ms,
    );
  }

  /** Newest first. `operation` matches the whole name, or its noun. */
  page(filter: OperationFilter): { entries: LogEntry[]; next: number | null } {
    const conditions: string[] = [];
    const params: Param[] = [];
    const where = (condition: string, ...values: Param[]) => {
      conditions.push(condition);
      params.push(...values);
    };
    if (filter.before !== undefined) where('id < ?', filter.before);
    if (filter.session_id !== undefined) where('session_id = ?', filter.session_id);
    if (filter.level !== undefined) where('level = ?', filter.level);
    if (filter.text !== undefined) where('instr(lower(message), lower(?)) > 0', filter.text);
    if (filter.operation !== undefined) {
      where(
        "(operation = ? OR substr(operation, 1, length(?) + 1) = ? || '.')",
        filter.operation,
        filter.operation,
        filter.operation,
      );
    }
    const clause = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const rows = this.#db.all(
      `SELECT * FROM operations ${clause} ORDER BY id DESC LIMIT ?`,
      ...params,
      filter.limit + 1,
    );
    const entries = rows.slice(0, filter.limit).map((row) => LogEntry.parse(row));
    return { entries, next: rows.length > filter.limit ? (entries.at(-1)?.id ?? null) : null };
  }

  /** Drops at most `limit` of the oldest, as long as more than `keep` stay. Returns how many. */
  prune(keep: number, limit: number): number {
    const row = this.#db.get<{ first: number | null; last: number | null }>(
      'SELECT min(id) AS first, max(id) AS last FROM operations',
    );
    const first = row?.first ?? 0;
    const last = Math.min((row?.last ?? 0) - keep, first + limit - 1);
    return last < first ? 0 : this.#db.run('DELETE FROM operations WHERE id <= ?', last).changes;
  }

  clear(): number {
    return this.#db.run('DELETE FROM operations').changes;
  }
}

import type { EventType } from '../../domain/event-log.ts';
import type { SessionStatus } from '../../domain/session/session-status.ts';
import type { Database } from './database.ts';
import type { RepoRecord, SessionRecord } from './session-record.ts';
import { type RepoRow, repoOfRow, type SessionRow, sessionOfRow } from './session-rows.ts';

/** Fields a step may change. */
export type SessionChange = Partial<
  Pick<
    SessionRecord,
    | 'name'
    | 'namedBy'
    | 'status'
    | 'statusBefore'
    | 'labels'
    | 'spec'
    | 'agent'
    | 'problem'
    | 'resume'
    | 'startPrompt'
    | 'undelivered'
    | 'money'
    | 'diffSize'
    | 'containerId'
    | 'startedAt'
    | 'finishedAt'
    | 'destroyedAt'
  >
>;

export interface SessionFilter {
  status?: SessionStatus;
  repo?: string;
  text?: string;
}

const columnOf: Record<keyof SessionChange, string> = {
  name: 'name',
  namedBy: 'named_by',
  status: 'status',
  statusBefore: 'status_before',
  labels: 'labels',
  spec: 'spec',
  agent: 'agent',
  problem: 'problem',
  resume: 'resume',
  startPrompt: 'start_prompt',
  undelivered: 'undelivered',
  money: 'money',
  diffSize: 'diff_size',
  containerId: 'container_id',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  destroyedAt: 'destroyed_at',
};

function toColumn(value: unknown): string | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** The record of all sessions. Writes are synchronous; every change leaves an event in the same transaction. */
export class SessionStore {
  readonly #db: Database;
  readonly #now: () => Date;
  /** Of `countByStatus`, until a session changes. */
  #counts: Readonly<Record<string, number>> | undefined;

  constructor(db: Database, now: () => Date = () => new Date()) {
    this.#db = db;
    this.#now = now;
  }

  get(sessionId: string): SessionRecord | undefined {
    const row = this.#db.get<SessionRow>('SELECT * FROM sessions WHERE session_id = ?', sessionId);
    return row && sessionOfRow(row, this.#reposOf(sessionId));
  }

  list(filter: SessionFilter = {}, limit = 1_000_000): SessionRecord[] {
    const rows = this.#db.all<SessionRow>(
      `SELECT * FROM sessions
       WHERE (? IS NULL OR status = ?)
         AND (? IS NULL OR session_id IN (SELECT session_id FROM session_repos WHERE name = ?))
         AND (? IS NULL OR instr(lower(name || ' ' || task), lower(?)) > 0)
       ORDER BY created_at DESC, rowid DESC LIMIT ?`,
      filter.status,
      filter.status,
      filter.repo,
      filter.repo,
      filter.text,
      filter.text,
      limit,
    );
    return this.#withRepos(rows);
  }

  /** The sessions that go on by themselves, the one that is due first at the front. */
  toResume(): SessionRecord[] {
    const rows = this.#db.all<SessionRow>(
      `SELECT * FROM sessions
       WHERE resume ->> 'due_at' IS NOT NULL AND status IN ('created', 'stopped', 'completed')
       ORDER BY resume ->> 'due_at'`,
    );
    return this.#withRepos(rows);
  }

  countByStatus(): Readonly<Record<string, number>> {
    this.#counts ??= this.#count();
    return this.#counts;
  }

  /** Throws what the database says when it cannot be read or written. */
  probe(): void {
    this.#db.probe();
    this.#count();
  }

  #count(): Record<string, number> {
    const rows = this.#db.all<{ status: string; n: number }>(
      'SELECT status, count(*) AS n FROM sessions GROUP BY status',
    );
    return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  }

  insert(record: SessionRecord): void {
    this.#db.fullSync(() => {
      this.#db.run(
        `INSERT INTO sessions (session_id, name, named_by, task, status, spec, labels, conversation, task_uuid, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        record.sessionId,
        record.name,
        record.namedBy,
        record.task,
        record.status,
        JSON.stringify(record.spec),
        JSON.stringify(record.labels),
        record.conversation,
        record.taskUuid,
        record.createdAt,
        record.updatedAt,
      );
      this.#event(record.sessionId, 'session.created', { status: record.status });
    });
  }

  /** Changes fields and records the change as an event; returns the new record. */
  change(sessionId: string, change: SessionChange): SessionRecord {
    const entries = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#db.transaction(() => {
      const assignments = entries.map(([key]) => `${columnOf[key as keyof SessionChange]} = ?`);
      this.#db.run(
        `UPDATE sessions SET ${[...assignments, 'updated_at = ?'].join(', ')} WHERE session_id = ?`,
        ...entries.map(([, value]) => toColumn(value)),
        this.#now().toISOString(),
        sessionId,
      );
      this.#event(sessionId, 'session.changed', change);
    });
    const record = this.get(sessionId);
    if (record === undefined) throw new Error(`session ${sessionId} vanished from the database`);
    return record;
  }

  /** An event beside the changes of the record. */
  tell(sessionId: string, type: EventType, data: object): void {
    this.#event(sessionId, type, data);
  }

  putRepos(sessionId: string, repos: readonly RepoRecord[]): void {
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM session_repos WHERE session_id = ?', sessionId);
      repos.forEach((repo, position) => {
        this.#db.run(
          'INSERT INTO session_repos (session_id, position, name, branch, facts, delivery) VALUES (?, ?, ?, ?, ?, ?)',
          sessionId,
          position,
          repo.name,
          repo.branch,
          JSON.stringify(repo.facts),
          repo.delivery && JSON.stringify(repo.delivery),
        );
      });
    });
  }

  /** Forgets a session and everything that hangs on it. */
  delete(sessionId: string): void {
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM events WHERE session_id = ?', sessionId);
      this.#db.run('DELETE FROM sessions WHERE session_id = ?', sessionId);
      this.#event(sessionId, 'session.removed', {});
    });
  }

  /** However many sessions there are, their repositories are asked for once. */
  #withRepos(rows: readonly SessionRow[]): SessionRecord[] {
    const repos = new Map<string, RepoRecord[]>(rows.map(({ session_id }) => [session_id, []]));
    const found = this.#db.iterate<RepoRow & { session_id: string }>(
      `SELECT * FROM session_repos WHERE session_id IN (SELECT value FROM json_each(?)) ORDER BY session_id, position`,
      JSON.stringify([...repos.keys()]),
    );
    for (const row of found) repos.get(row.session_id)?.push(repoOfRow(row));
    return rows.map((row) => sessionOfRow(row, repos.get(row.session_id) ?? []));
  }

  #reposOf(sessionId: string): RepoRecord[] {
    return this.#db
      .all<RepoRow>('SELECT * FROM session_repos WHERE session_id = ? ORDER BY position', sessionId)
      .map(repoOfRow);
  }

  #event(sessionId: string, type: EventType, data: object): void {
    // Whatever changes a session says so here.
    this.#counts = undefined;
    this.#db.run(
      'INSERT INTO events (session_id, type, at, data) VALUES (?, ?, ?, ?)',
      sessionId,
      type,
      this.#now().toISOString(),
      JSON.stringify(data),
    );
  }
}

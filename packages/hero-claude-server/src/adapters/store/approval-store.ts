import type { ApprovalDecision, ApprovalKind } from '../../domain/approval/approval.ts';
import type { Database } from './database.ts';

export type ApprovalState = 'open' | 'answered' | 'answered_elsewhere' | 'cancelled';

/** A question of an agent; what it asks is the message at `seq`. */
export interface StoredApproval {
  approvalId: string;
  sessionId: string;
  requestId: string;
  seq: number;
  kind: ApprovalKind;
  tool: string;
  askedAt: number;
  timesAsked: number;
  state: ApprovalState;
  decision: ApprovalDecision | null;
  response: string | null;
  settledBy: string | null;
  settledAt: number | null;
}

export interface NewApproval {
  sessionId: string;
  requestId: string;
  generation: number;
  seq: number;
  kind: ApprovalKind;
  tool: string;
  toolUseId: string | null;
  fingerprint: string;
  at: number;
}

const columns = `approval_id AS approvalId, a.session_id AS sessionId, request_id AS requestId, seq, kind, tool,
  asked_at AS askedAt, times_asked AS timesAsked, state, decision, response, settled_by AS settledBy,
  settled_at AS settledAt`;

/** The questions of all agents. Writing is part of the caller's transaction, so it has none of its own. */
export class ApprovalStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(approvalId: string): StoredApproval | undefined {
    return this.#db.get<StoredApproval>(
      `SELECT ${columns} FROM approvals a WHERE approval_id = ?`,
      approvalId,
    );
  }

  byRequest(sessionId: string, requestId: string): StoredApproval | undefined {
    return this.#db.get<StoredApproval>(
      `SELECT ${columns} FROM approvals a WHERE session_id = ? AND request_id = ?`,
      sessionId,
      requestId,
    );
  }

  /** Oldest first, of sessions that can still go on. */
  open(sessionId: string | undefined, limit: number): StoredApproval[] {
    return this.#db.all<StoredApproval>(
      `SELECT ${columns} FROM approvals a JOIN sessions s ON s.session_id = a.session_id
       WHERE a.state = 'open' AND s.status NOT IN ('completed', 'destroyed')
         AND (?1 IS NULL OR a.session_id = ?1)
       ORDER BY asked_at, approval_id LIMIT ?2`,
      sessionId,
      limit,
    );
  }

  /** What waits about a tool in sessions with that repository, oldest first. */
  openOfTool(repo: string, tool: string): StoredApproval[] {
    return this.#db.all<StoredApproval>(
      `SELECT ${columns} FROM approvals a
       JOIN session_repos r ON r.session_id = a.session_id AND r.name = ?
       WHERE a.state = 'open' AND a.tool = ? ORDER BY asked_at, approval_id`,
      repo,
      tool,
    );
  }

  countOpen(sessionId: string): number {
    const row = this.#db.get<{ n: number }>(
      "SELECT count(*) AS n FROM approvals WHERE session_id = ? AND state = 'open'",
      sessionId,
    );
    return row?.n ?? 0;
  }

  /** @returns false when the agent has used that request id before. */
  insert(asked: NewApproval): boolean {
    const { changes } = this.#db.run(
      `INSERT INTO approvals (approval_id, session_id, request_id, generation, seq, kind, tool, tool_use_id,
         fingerprint, asked_at, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING`,
      `${asked.sessionId}-${asked.seq}`,
      asked.sessionId,
      asked.requestId,
      asked.generation,
      asked.seq,
      asked.kind,
      asked.tool,
      asked.toolUseId,
      asked.fingerprint,
      asked.at,
    );
    return changes > 0;
  }

  /**
   * Takes up a question that an earlier process of the agent asked and got no answer to, answered meanwhile or not.
   * @returns the question's id, or undefined when there is none
   */
  askAgain(asked: NewApproval): string | undefined {
    const row = this.#db.get<{ approval_id: string }>(
      `UPDATE OR IGNORE approvals SET request_id = ?, generation = ?, seq = ?, tool_use_id = ?,
         times_asked = times_asked + 1
       WHERE approval_id = (
         SELECT approval_id FROM approvals
         WHERE session_id = ? AND (state = 'open' OR due = 1) AND generation < ? AND fingerprint = ?
         ORDER BY asked_at LIMIT 1)
       RETURNING approval_id`,
      asked.requestId,
      asked.generation,
      asked.seq,
      asked.toolUseId,
      asked.sessionId,
      asked.generation,
      asked.fingerprint,
    );
    return row?.approval_id;
  }

  answer(
    approvalId: string,
    answer: { decision: ApprovalDecision; response: string; by: string | null; at: number },
  ): void {
    this.#db.run(
      `UPDATE approvals SET state = 'answered', due = 1, decision = ?, response = ?, settled_by = ?, settled_at = ?
       WHERE approval_id = ? AND state = 'open'`,
      answer.decision,
      answer.response,
      answer.by,
      answer.at,
      approvalId,
    );
  }

  /** The agent has taken our answer in. */
  given(approvalId: string): void {
    this.#db.run('UPDATE approvals SET due = 0 WHERE approval_id = ?', approvalId);
  }

  /** Closes an open question that nobody here answered. */
  settle(
    approvalId: string,
    state: 'answered_elsewhere' | 'cancelled',
    decision: ApprovalDecision | null,
    at: number,
  ): void {
    this.#db.run(
      `UPDATE approvals SET state = ?, decision = ?, settled_at = ? WHERE approval_id = ? AND state = 'open'`,
      state,
      decision,
      at,
      approvalId,
    );
  }

  /** The open question about that call of a tool. */
  openByToolUse(sessionId: string, toolUseId: string): StoredApproval | undefined {
    return this.#db.get<StoredApproval>(
      `SELECT ${columns} FROM approvals a WHERE session_id = ? AND state = 'open' AND tool_use_id = ?`,
      sessionId,
      toolUseId,
    );
  }

  /** Questions of earlier processes that the agent has gone on without; answers kept for them lapse. */
  leftBehind(sessionId: string, generation: number): StoredApproval[] {
    return this.#db.all<StoredApproval>(
      `SELECT ${columns} FROM approvals a
       WHERE session_id = ? AND (state = 'open' OR due = 1) AND generation < ?`,
      sessionId,
      generation,
    );
  }
}

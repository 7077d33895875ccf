import { randomBytes } from 'node:crypto';
import type { ApprovalRule, NewRule } from '../../domain/approval/approval-rule.ts';
import type { Database } from './database.ts';

/** What was allowed and denied for repositories. */
export class RuleStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Oldest first. */
  list(repo?: string): ApprovalRule[] {
    return this.#db.all<ApprovalRule>(
      'SELECT * FROM approval_rules WHERE ?1 IS NULL OR repo = ?1 ORDER BY created_at, rowid',
      repo,
    );
  }

  /** The names of a session's repositories, and what is ruled about that tool in any of them. */
  forCall(sessionId: string, tool: string): { repos: string[]; rules: ApprovalRule[] } {
    const rules = this.#db.all<ApprovalRule>(
      `SELECT * FROM approval_rules WHERE tool = ?2 AND repo IN
         (SELECT name FROM session_repos WHERE session_id = ?1)`,
      sessionId,
      tool,
    );
    if (rules.length === 0) return { repos: [], rules };
    const repos = this.#db.all<{ name: string }>(
      'SELECT name FROM session_repos WHERE session_id = ? ORDER BY position',
      sessionId,
    );
    return { repos: repos.map(({ name }) => name), rules };
  }

  count(): number {
    return this.#db.get<{ n: number }>('SELECT count(*) AS n FROM approval_rules')?.n ?? 0;
  }

  /** One with the same repository, tool and pattern is replaced. */
  add({ repo, tool, pattern, behavior }: NewRule, by: string | null, at: string): void {
    this.#db.run(
      `INSERT INTO approval_rules (rule_id, repo, tool, pattern, behavior, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (repo, tool, coalesce(pattern, '')) DO UPDATE SET behavior = excluded.behavior,
         created_at = excluded.created_at, created_by = excluded.created_by`,
      `r-${randomBytes(4).toString('hex')}`,
      repo,
      tool,
      pattern,
      behavior,
      at,
      by,
    );
  }

  /** @returns false when there is none */
  remove(ruleId: string): boolean {
    return this.#db.run('DELETE FROM approval_rules WHERE rule_id = ?', ruleId).changes > 0;
  }
}

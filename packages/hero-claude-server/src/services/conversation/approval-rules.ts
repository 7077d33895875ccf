import type { Call } from 'hero-rpc';
import type { Database } from '../../adapters/store/database.ts';
import { RuleStore } from '../../adapters/store/rule-store.ts';
import { type JsonObject } from '../../domain/agent/agent-line.ts';
import type { ApprovalKind } from '../../domain/approval/approval.ts';
import { approvalKindOf } from '../../domain/approval/approval.ts';
import { ruleImpossible, ruleNotFound, rulesFull } from '../../domain/approval/approval-errors.ts';
import type { NewRule, RulesParams, RulesResult } from '../../domain/approval/approval-rule.ts';
import { exactPattern } from '../../domain/approval/rule-pattern.ts';
import { placeIn, subjectOf, takesPattern } from '../../domain/approval/rule-subject.ts';
import type { OperationLog } from '../operation-log.ts';
import { RuleAnswers } from './rule-answers.ts';

const maxRules = 1000;

interface RuleParts {
  db: Database;
  operations: Pick<OperationLog, 'record'>;
  /** Told of the sessions in which a new rule answered what was waiting. */
  onAnswered: (sessionIds: readonly string[]) => void;
}

/** What a person settled for repositories, so that agents need not ask it again. */
export class ApprovalRules {
  readonly #db: Database;
  readonly #store: RuleStore;
  readonly #answers: RuleAnswers;
  readonly #operations: Pick<OperationLog, 'record'>;
  readonly #onAnswered: (sessionIds: readonly string[]) => void;

  constructor({ db, operations, onAnswered }: RuleParts) {
    this.#db = db;
    this.#store = new RuleStore(db);
    this.#answers = new RuleAnswers(db);
    this.#operations = operations;
    this.#onAnswered = onAnswered;
  }

  /** Takes one away, adds one, which answers what already waits, and says what there is then. */
  change({ add, remove, repo }: RulesParams, call: Pick<Call, 'user'>): RulesResult {
    if (add !== undefined) check(add);
    const answered = this.#db.fullSync(() => {
      if (remove !== undefined) this.#remove(remove, call);
      return add === undefined ? [] : this.add([add], call);
    });
    if (answered.length > 0) this.#onAnswered(answered);
    return { rules: this.#store.list(repo) };
  }

  /** Adds rules that have been checked. Returns the sessions in which they answered what was waiting. */
  add(rules: readonly NewRule[], { user }: Pick<Call, 'user'>): string[] {
    if (this.#store.count() + rules.length > maxRules) throw rulesFull({ limit: maxRules });
    const at = new Date().toISOString();
    for (const rule of rules) {
      this.#store.add(rule, user ?? null, at);
      const what = rule.pattern === undefined ? 'any call' : JSON.stringify(rule.pattern);
      const message = `${rule.behavior} ${rule.tool} in ${rule.repo}: ${what}`;
      this.#operations.record({ operation: 'approval.rules', message, user });
    }
    return this.#answers.answerWaiting(rules, Date.now());
  }

  #remove(rule_id: string, { user }: Pick<Call, 'user'>): void {
    if (!this.#store.remove(rule_id)) throw ruleNotFound({ rule_id });
    this.#operations.record({ operation: 'approval.rules', message: `removed ${rule_id}`, user });
  }
}

function check({ tool, pattern }: NewRule): void {
  if (approvalKindOf(tool) !== 'permission')
    throw ruleImpossible({ tool, reason: 'questions and plans are for a person' });
  if (pattern !== undefined && !takesPattern(tool))
    throw ruleImpossible({ tool, reason: 'its calls cannot be told apart by a pattern; leave it out' });
}

/**
 * The rules that answer the same call, or what `pattern` covers, from now on.
 * @throws approval.rule_impossible
 */
export function rulesFor(
  asked: { kind: ApprovalKind; tool: string; input: JsonObject },
  repos: readonly string[],
  { behavior, pattern }: { behavior: 'allow' | 'deny'; pattern: string | undefined },
): NewRule[] {
  const { tool, input } = asked;
  const subject = subjectOf(tool, input);
  const place = subject?.kind === 'path' ? placeIn(repos, subject.text) : undefined;
  const settled = pattern ?? (subject && exactPattern(place?.path ?? subject.text));
  const rule = { tool, behavior, ...(settled !== undefined && { pattern: settled }) };
  const rules = (place === undefined ? repos : [place.repo]).map((repo) => ({ ...rule, repo }));
  for (const each of rules) check(each);
  return rules;
}

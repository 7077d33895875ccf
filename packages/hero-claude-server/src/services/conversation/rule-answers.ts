import { ApprovalStore, type StoredApproval } from '../../adapters/store/approval-store.ts';
import type { Database } from '../../adapters/store/database.ts';
import { EventStore } from '../../adapters/store/event-store.ts';
import { MessageStore } from '../../adapters/store/message-store.ts';
import { RuleStore } from '../../adapters/store/rule-store.ts';
import { type JsonObject, objectOf, parseAgentLine } from '../../domain/agent/agent-line.ts';
import { approvalResponse } from '../../domain/approval/approval-response.ts';
import type { NewRule } from '../../domain/approval/approval-rule.ts';
import { decideByRules } from '../../domain/approval/decide-by-rules.ts';

type Asked = Pick<StoredApproval, 'approvalId' | 'sessionId' | 'kind' | 'tool' | 'state'>;

/** Answers in the name of the rules. Writing is part of the caller's transaction, so it has none of its own. */
export class RuleAnswers {
  readonly #approvals: ApprovalStore;
  readonly #messages: MessageStore;
  readonly #rules: RuleStore;
  readonly #events: EventStore;

  constructor(db: Database) {
    this.#approvals = new ApprovalStore(db);
    this.#messages = new MessageStore(db);
    this.#rules = new RuleStore(db);
    this.#events = new EventStore(db);
  }

  /** Whether a rule covers the call; then it is answered and never waits for a person. */
  answer({ approvalId, sessionId, kind, tool, state }: Asked, input: JsonObject, at: number): boolean {
    if (kind !== 'permission' || state !== 'open') return false;
    const { repos, rules } = this.#rules.forCall(sessionId, tool);
    const rule = rules.length === 0 ? undefined : decideByRules({ tool, input }, repos, rules);
    if (rule === undefined) return false;
    const decision = rule.behavior;
    const message = `A rule of the person for ${rule.repo} says no. Do not try it another way; ask when it is needed.`;
    const question = { kind, tool, input, suggestions: [] };
    const response = approvalResponse(question, { approval_id: approvalId, decision, message });
    const by = `rule ${rule.rule_id}`;
    this.#approvals.answer(approvalId, { decision, response: JSON.stringify(response), by, at });
    const data = { approval_id: approvalId, state: 'answered', decision, by };
    this.#events.append(sessionId, 'approval.settled', new Date(at).toISOString(), data);
    return true;
  }

  /** Answers what already waits and is covered by rules that were just added. Returns the sessions concerned. */
  answerWaiting(added: readonly NewRule[], at: number): string[] {
    const answered = new Set<string>();
    for (const { repo, tool } of added)
      for (const row of this.#approvals.openOfTool(repo, tool)) {
        const line = this.#messages.get(row.sessionId, row.seq)?.line ?? new Uint8Array();
        const { input } = objectOf(parseAgentLine(line).value?.request);
        if (this.answer(row, objectOf(input), at)) answered.add(row.sessionId);
      }
    return [...answered];
  }
}

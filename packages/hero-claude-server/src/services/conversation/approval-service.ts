import type { Call } from 'hero-rpc';
import { ApprovalStore, type StoredApproval } from '../../adapters/store/approval-store.ts';
import { EventStore } from '../../adapters/store/event-store.ts';
import { InputStore } from '../../adapters/store/input-store.ts';
import { MessageStore } from '../../adapters/store/message-store.ts';
import type { AgentState } from '../../domain/agent/agent.ts';
import { type JsonObject, objectOf, parseAgentLine, textOf } from '../../domain/agent/agent-line.ts';
import type { AnswerParams, AnswerResult, Approval } from '../../domain/approval/approval.ts';
import {
  approvalAnswered,
  approvalCancelled,
  approvalNotFound,
  ruleImpossible,
} from '../../domain/approval/approval-errors.ts';
import { approvalResponse } from '../../domain/approval/approval-response.ts';
import type { NewRule } from '../../domain/approval/approval-rule.ts';
import type { ApprovalListParams, Approvals } from '../server-context.ts';
import { type ApprovalRules, rulesFor } from './approval-rules.ts';
import type { ConversationParts } from './conversation-parts.ts';

interface ApprovalParts extends Pick<ConversationParts, 'db' | 'log'> {
  rules: Pick<ApprovalRules, 'add'>;
  agents: Pick<ConversationParts['agents'], 'conversation'>;
  records: Pick<ConversationParts['records'], 'find' | 'get'>;
  events: Pick<ConversationParts['events'], 'poke'>;
}

/** A page ends early rather than grow beyond this; one question is always shown whole. */
const maxPageBytes = 8 * 1024 * 1024;

/** The questions of all agents: listed in one place and answered once, from anywhere. */
export class ApprovalService implements Approvals {
  readonly #parts: ApprovalParts;
  readonly #store: ApprovalStore;
  readonly #messages: MessageStore;
  readonly #inputs: InputStore;
  readonly #events: EventStore;

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
    this.#store = new ApprovalStore(parts.db);
    this.#messages = new MessageStore(parts.db);
    this.#inputs = new InputStore(parts.db);
    this.#events = new EventStore(parts.db);
  }

  list({ session_id, limit }: ApprovalListParams): { approvals: Approval[]; more: boolean } {
    if (session_id !== undefined) this.#parts.records.get(session_id);
    const rows = this.#store.open(session_id, limit + 1);
    const approvals: Approval[] = [];
    let bytes = 0;
    for (const row of rows.slice(0, limit)) {
      const { line, request } = this.#asked(row);
      bytes += line.length;
      if (bytes > maxPageBytes && approvals.length > 0) break;
      approvals.push(this.#view(row, request));
    }
    return { approvals, more: approvals.length < rows.length };
  }

  /** The answer is safe on the disk before the agent hears it, so that a crash in between loses nothing. */
  async answer(params: AnswerParams, { user }: Pick<Call, 'user'>): Promise<AnswerResult> {
    const { approval_id, decision } = params;
    const row = this.#store.get(approval_id);
    if (row === undefined || this.#parts.records.find(row.sessionId) === undefined)
      throw approvalNotFound({ approval_id });
    checkOpen(row);
    const { request } = this.#asked(row);
    const asked = { ...row, input: objectOf(request.input), suggestions: suggestionsOf(request) };
    const response = JSON.stringify(approvalResponse(asked, params));
    const rules = this.#rulesOf(asked, params);
    const at = Date.now();
    const by = user ?? null;
    const others = this.#parts.db.fullSync(() => {
      this.#store.answer(approval_id, { decision, response, by, at });
      const data = { approval_id, state: 'answered', decision, by };
      this.#events.append(row.sessionId, 'approval.settled', new Date(at).toISOString(), data);
      return rules.length === 0 ? [] : this.#parts.rules.add(rules, { user });
    });
    this.#parts.events.poke();
    await Promise.all([...new Set([row.sessionId, ...others])].map((id) => this.deliver(id)));
    return { approval_id, decision, given: this.#inputs.get(row.sessionId, row.requestId) !== undefined };
  }

  #rulesOf(
    asked: Pick<StoredApproval, 'sessionId' | 'kind' | 'tool'> & { input: JsonObject },
    { decision, always = false, pattern, updated_input }: AnswerParams,
  ): NewRule[] {
    if (!always) return [];
    const { tool, sessionId } = asked;
    if (updated_input !== undefined) throw ruleImpossible({ tool, reason: 'the call was edited' });
    const repos = this.#parts.records.get(sessionId).repos.map(({ name }) => name);
    return rulesFor(asked, repos, { behavior: decision.startsWith('allow') ? 'allow' : 'deny', pattern });
  }

  /** Tells the agent the answers to what it waits with; again after a crash, for it takes each one once. */
  async deliver(sessionId: string): Promise<void> {
    const { agents, log } = this.#parts;
    const conversation = agents.conversation(sessionId);
    for (const requestId of Object.keys(conversation?.facts.open ?? {})) {
      const row = this.#store.byRequest(sessionId, requestId);
      if (row?.state !== 'answered' || row.response === null || this.#inputs.get(sessionId, requestId))
        continue;
      await conversation
        ?.answer(requestId, JSON.parse(row.response) as JsonObject)
        .catch((error: unknown) => {
          // It is on record; the agent hears it as soon as its journal can be written again.
          log.warn({ err: error, session_id: sessionId }, 'an answer could not be given yet');
        });
    }
  }

  /** The state with the ids people answer by in place of the agent's own. */
  named(sessionId: string, state: AgentState): AgentState {
    if (state.waiting_for === undefined) return state;
    const waiting_for = state.waiting_for.flatMap((id) => {
      const row = this.#store.byRequest(sessionId, id);
      return row?.state === 'answered' ? [] : [row?.approvalId ?? id];
    });
    // What is answered waits for nobody, although the agent has not heard it yet.
    return waiting_for.length === 0 ? { state: 'working', since: state.since } : { ...state, waiting_for };
  }

  #asked({ sessionId, seq }: StoredApproval): { line: Uint8Array; request: JsonObject } {
    const line = this.#messages.get(sessionId, seq)?.line ?? new Uint8Array();
    return { line, request: objectOf(parseAgentLine(line).value?.request) };
  }

  #view(row: StoredApproval, request: JsonObject): Approval {
    const agent = this.#parts.records.find(row.sessionId)?.agent;
    return {
      approval_id: row.approvalId,
      session_id: row.sessionId,
      kind: row.kind,
      tool: row.tool,
      input: objectOf(request.input),
      reason: textOf(request.decision_reason) ?? textOf(request.description),
      suggestions: suggestionsOf(request),
      asked_at: new Date(row.askedAt).toISOString(),
      waiting: agent?.waiting_for?.includes(row.approvalId) ?? false,
      repeated: row.timesAsked > 1,
    };
  }
}

function suggestionsOf({ permission_suggestions: suggestions }: JsonObject): unknown[] {
  return Array.isArray(suggestions) ? suggestions : [];
}

function checkOpen(row: StoredApproval): void {
  if (row.state === 'open') return;
  const approval_id = row.approvalId;
  const at = new Date(row.settledAt ?? row.askedAt).toISOString();
  if (row.state === 'cancelled') throw approvalCancelled({ approval_id, at });
  const elsewhere = row.state === 'answered_elsewhere';
  throw approvalAnswered({ approval_id, decision: row.decision, by: row.settledBy, at, elsewhere });
}

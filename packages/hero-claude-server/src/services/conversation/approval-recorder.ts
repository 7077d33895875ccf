import { createHash } from 'node:crypto';
import type { IngestedMessage } from '../../adapters/claude/journal/message-ingest.ts';
import { ApprovalStore, type StoredApproval } from '../../adapters/store/approval-store.ts';
import type { Database } from '../../adapters/store/database.ts';
import { EventStore } from '../../adapters/store/event-store.ts';
import { blocksOf, type JsonObject, nameOf, objectOf, textOf } from '../../domain/agent/agent-line.ts';
import { type ApprovalDecision, approvalKindOf } from '../../domain/approval/approval.ts';
import type { EventType } from '../../domain/event-log.ts';
import { RuleAnswers } from './rule-answers.ts';

/** An honest agent waits for each, so it never has many; anything in a container can write such lines. */
const maxOpen = 500;
const maxIdLength = 200;

/**
 * Keeps the questions of agents in step with their lines. It runs within the transaction that keeps the
 * lines, so that a question is on record exactly when its line is.
 */
export class ApprovalRecorder {
  readonly #store: ApprovalStore;
  readonly #rules: RuleAnswers;
  readonly #events: EventStore;
  /** Found within the batch under way: asking the store for each of a flood of lines would hold everybody up. */
  #isFull = false;

  constructor(db: Database) {
    this.#store = new ApprovalStore(db);
    this.#rules = new RuleAnswers(db);
    this.#events = new EventStore(db);
  }

  /** @param messages of one session */
  record(messages: readonly IngestedMessage[]): void {
    this.#isFull = false;
    let wentOn = 0;
    for (const message of messages) {
      const { type, subtype, value, sessionId, generation, at } = message;
      if (value === null) continue;
      if (type === 'control_request' && subtype === 'can_use_tool') this.#asked(message, value);
      else if (type === 'control_cancel_request') this.#cancelled(sessionId, value, at);
      else if (type === 'control_response') this.#answered(sessionId, value, at);
      else if (type === 'user') this.#toolsRan(sessionId, value, at);
      else if (type === 'result' && generation !== wentOn) {
        this.#wentOn(sessionId, generation, at);
        wentOn = generation;
      }
    }
  }

  #asked({ sessionId, seq, generation, at, toolUseId }: IngestedMessage, line: JsonObject): void {
    const requestId = textOf(line.request_id);
    const request = objectOf(line.request);
    const tool = nameOf(request.tool_name);
    if (requestId === null || requestId.length > maxIdLength || tool === null) return;
    this.#isFull ||= this.#store.countOpen(sessionId) >= maxOpen;
    if (this.#isFull) return;
    const kind = approvalKindOf(tool);
    const fingerprint = fingerprintOf(tool, request.input);
    const asked = { sessionId, requestId, generation, seq, kind, tool, toolUseId, fingerprint, at };
    const again = this.#store.askAgain(asked);
    if (again === undefined && !this.#store.insert(asked)) return;
    const approval_id = again ?? `${sessionId}-${seq}`;
    const stored = this.#store.get(approval_id);
    if (stored !== undefined && this.#rules.answer(stored, objectOf(request.input), at)) return;
    this.#event(sessionId, 'approval.asked', at, { approval_id, kind, tool, repeated: again !== undefined });
  }

  #cancelled(sessionId: string, line: JsonObject, at: number): void {
    const approval = this.#store.byRequest(sessionId, textOf(line.request_id) ?? '');
    if (approval?.state === 'open') this.#settle(approval, 'cancelled', null, at);
  }

  /** The echo of an answer. One to a question that is still open was given by something in the container. */
  #answered(sessionId: string, line: JsonObject, at: number): void {
    const response = objectOf(line.response);
    const approval = this.#store.byRequest(sessionId, textOf(response.request_id) ?? '');
    if (approval?.state === 'answered') this.#store.given(approval.approvalId);
    if (approval?.state !== 'open') return;
    const { behavior } = objectOf(response.response);
    const decision = behavior === 'allow' || behavior === 'deny' ? behavior : null;
    this.#settle(approval, 'answered_elsewhere', decision, at);
  }

  /** A tool that has run was allowed, whoever said so. */
  #toolsRan(sessionId: string, line: JsonObject, at: number): void {
    for (const block of blocksOf(line)) {
      const id = block.type === 'tool_result' ? nameOf(block.tool_use_id) : null;
      const approval = id === null ? undefined : this.#store.openByToolUse(sessionId, id);
      if (approval) this.#settle(approval, 'answered_elsewhere', null, at);
    }
  }

  /** A turn of a later process has ended without asking again. */
  #wentOn(sessionId: string, generation: number, at: number): void {
    for (const approval of this.#store.leftBehind(sessionId, generation)) {
      if (approval.state === 'open') this.#settle(approval, 'cancelled', null, at);
      else this.#store.given(approval.approvalId);
    }
  }

  #settle(
    { approvalId, sessionId }: StoredApproval,
    state: 'answered_elsewhere' | 'cancelled',
    decision: ApprovalDecision | null,
    at: number,
  ): void {
    this.#store.settle(approvalId, state, decision, at);
    this.#isFull = false;
    this.#event(sessionId, 'approval.settled', at, { approval_id: approvalId, state, decision, by: null });
  }

  #event(sessionId: string, type: EventType, at: number, data: object): void {
    this.#events.append(sessionId, type, new Date(at).toISOString(), data);
  }
}

function fingerprintOf(tool: string, input: unknown): string {
  return createHash('sha256')
    .update(`${tool}\0${JSON.stringify(sorted(input))}`)
    .digest('hex');
}

/** The same value with its keys in order: the CLI does not keep an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

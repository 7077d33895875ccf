import type { Logger } from 'pino';
import type { AgentFacts } from '../../domain/agent/agent-facts.ts';
import { type JsonObject, objectOf, parseAgentLine, textOf } from '../../domain/agent/agent-line.ts';
import { RateWindow } from '../../lib/rate-window.ts';
import type { Database } from '../store/database.ts';
import { InputStore } from '../store/input-store.ts';
import { MessageStore } from '../store/message-store.ts';
import { answerLine, refusalLine } from './control-lines.ts';
import type { HookRunner } from './host/hook-runner.ts';
import type { McpBridge } from './host/mcp-bridge.ts';
import type { NewInput } from './journal/journal-writer.ts';

export interface AgentRequestsOptions {
  db: Database;
  sessionId: string;
  bridge: McpBridge;
  hooks: HookRunner;
  say: (input: NewInput) => Promise<boolean>;
  log: Logger;
  now: () => number;
}

/** Far beyond what an agent asks; each costs a write to the disk, and anything in a container can ask. */
const maxRequestsPerMinute = 1200;
const maxIdLength = 200;

/**
 * Answers what the agent asks of this program; what it asks of a person waits for one. A request that
 * nobody here understands is refused, for an agent without an answer stands still.
 */
export class AgentRequests implements AsyncDisposable {
  readonly #options: AgentRequestsOptions;
  readonly #inputs: InputStore;
  readonly #messages: MessageStore;
  readonly #rate: RateWindow;
  readonly #underWay = new Map<string, { stop: AbortController; done: Promise<void> }>();

  constructor(options: AgentRequestsOptions) {
    this.#options = options;
    this.#inputs = new InputStore(options.db);
    this.#messages = new MessageStore(options.db);
    this.#rate = new RateWindow(maxRequestsPerMinute, 60_000, options.now);
  }

  /** Takes a `control_request` line. */
  take(line: JsonObject): void {
    const id = textOf(line.request_id);
    const request = objectOf(line.request);
    if (id === null || request.subtype === 'can_use_tool' || this.#underWay.has(id)) return;
    if (id.length > maxIdLength || this.#inputs.get(this.#options.sessionId, id) || !this.#rate.take())
      return;
    const stop = new AbortController();
    const done = this.#answer(id, request, stop.signal)
      .catch((error: unknown) =>
        this.#options.log.warn({ err: error, request: id }, 'cannot answer an agent'),
      )
      .finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, { stop, done });
  }

  /** Takes up what was asked and not answered when this program last ended. */
  answerOpen(facts: AgentFacts): void {
    for (const { seq } of Object.values(facts.open)) {
      const message = this.#messages.get(this.#options.sessionId, seq);
      const line = message && parseAgentLine(message.line).value;
      if (line) this.take(line);
    }
  }

  /** The agent does not want the answer any more. */
  cancel(requestId: string): void {
    this.#underWay.get(requestId)?.stop.abort();
  }

  agentEnded(): void {
    for (const { stop } of this.#underWay.values()) stop.abort();
  }

  /** Leaves what is under way as it is on record: begun, and not known to have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.agentEnded();
    await Promise.all([...this.#underWay.values()].map(({ done }) => done));
  }

  async #answer(id: string, request: JsonObject, signal: AbortSignal): Promise<void> {
    const line = await this.#answerLine(id, request, signal);
    if (!signal.aborted) await this.#options.say({ uuid: id, kind: 'answer', line });
  }

  async #answerLine(id: string, request: JsonObject, signal: AbortSignal): Promise<string> {
    const { bridge, hooks } = this.#options;
    switch (request.subtype) {
      case 'mcp_message':
        return answerLine(id, await bridge.answer(id, request, signal));
      case 'hook_callback':
        return answerLine(id, await hooks.answer(id, request, signal));
      default:
        return refusalLine(id, `hero-claude does not answer "${textOf(request.subtype) ?? ''}"`);
    }
  }
}

import { randomUUID } from 'node:crypto';
import { agentGone, agentRefused, agentSilent } from '../../domain/agent/agent-errors.ts';
import { isObject, type JsonObject, objectOf, textOf } from '../../domain/agent/agent-line.ts';
import { requestLine } from './control-lines.ts';
import type { NewInput } from './journal/journal-writer.ts';

interface Pending {
  request: string;
  resolve: (answer: JsonObject) => void;
  reject: (error: unknown) => void;
}

const defaultTimeoutMs = 30_000;

/** Requests to an agent, matched with the answers among its lines. */
export class AgentControl {
  readonly #sessionId: string;
  readonly #say: (input: NewInput) => Promise<boolean>;
  readonly #pending = new Map<string, Pending>();

  constructor(sessionId: string, say: (input: NewInput) => Promise<boolean>) {
    this.#sessionId = sessionId;
    this.#say = say;
  }

  /**
   * Asks the agent and waits for its answer.
   * @throws agent.refused, agent.no_answer, agent.gone; the signal's reason
   */
  async request(
    subtype: string,
    fields: JsonObject = {},
    { signal, timeoutMs = defaultTimeoutMs }: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<JsonObject> {
    signal?.throwIfAborted();
    const id = `hero-${randomUUID()}`;
    const timeout = AbortSignal.timeout(timeoutMs);
    const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const answer = new Promise<JsonObject>((resolve, reject) => {
      this.#pending.set(id, { request: subtype, resolve, reject });
      ended.addEventListener('abort', () => reject(ended.reason), { once: true });
    });
    // It may fail while the request is still being written; that must not go unobserved.
    answer.catch(() => {});
    try {
      await this.#say({ uuid: id, kind: 'control', line: requestLine(id, subtype, fields) });
      return await answer;
    } catch (error) {
      if (!timeout.aborted || signal?.aborted) throw error;
      const facts = { session_id: this.#sessionId, request: subtype, seconds: timeoutMs / 1000 };
      throw agentSilent(facts, { cause: error });
    } finally {
      this.#pending.delete(id);
    }
  }

  /** Takes a `control_response` line of the agent. */
  settle(line: JsonObject): void {
    const response = objectOf(line.response);
    const pending = this.#pending.get(textOf(response.request_id) ?? '');
    if (!pending) return;
    if (response.subtype === 'success')
      return pending.resolve(isObject(response.response) ? response.response : {});
    const reason = textOf(response.error) ?? 'no reason given';
    pending.reject(agentRefused({ session_id: this.#sessionId, request: pending.request, reason }));
  }

  /** The agent ended: nobody will answer any more. */
  agentEnded(): void {
    for (const { reject } of this.#pending.values()) reject(agentGone({ session_id: this.#sessionId }));
  }
}

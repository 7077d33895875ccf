import type { Call } from 'hero-rpc';
import { EventStore } from '../../adapters/store/event-store.ts';
import { InputStore } from '../../adapters/store/input-store.ts';
import { QueueStore, type StoredPrompt } from '../../adapters/store/queue-store.ts';
import type { AgentFacts } from '../../domain/agent/agent-facts.ts';
import { isLoginRefused } from '../../domain/agent/refused-login.ts';
import { alreadySent, notQueued, queueFull } from '../../domain/conversation/queue-errors.ts';
import type { QueuedPrompt, SendParams } from '../../domain/conversation/queued-prompt.ts';
import type { Queue } from '../server-context.ts';
import type { ConversationParts } from './conversation-parts.ts';

const maxQueued = 100;

/** Prompts held back until the agent is idle; each becomes a turn of its own and is said once. */
export class PromptQueue implements Queue {
  readonly #parts: ConversationParts;
  readonly #store: QueueStore;
  readonly #inputs: InputStore;
  readonly #events: EventStore;
  readonly #sending = new Map<string, Promise<void>>();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#store = new QueueStore(parts.db);
    this.#inputs = new InputStore(parts.db);
    this.#events = new EventStore(parts.db);
  }

  list(sessionId: string): QueuedPrompt[] {
    this.#parts.records.get(sessionId);
    const { attachments } = this.#parts;
    return this.#store.list(sessionId).map((prompt, index) => ({
      ...viewOf(prompt, index),
      attachments: attachments.of(sessionId, prompt.uuid),
    }));
  }

  /** @returns its place from 1, or null when it has been sent. Adding it again changes nothing. */
  async add(
    { session_id, prompt, command }: SendParams,
    uuid: string,
    { user }: Pick<Call, 'user'>,
  ): Promise<number | null> {
    const waiting = this.#store.list(session_id);
    if (waiting.length >= maxQueued) throw queueFull({ session_id, limit: maxQueued });
    const entry = { uuid, prompt, command, queuedBy: user ?? null, queuedAt: Date.now() };
    this.#change(session_id, () => this.#store.add(session_id, entry));
    const sending = this.sendNext(session_id, true);
    // A step under way may take minutes; nobody waits for it here.
    if (this.#parts.lock.holder(session_id) === undefined) await sending;
    return this.#placeOf(session_id, uuid);
  }

  edit(sessionId: string, uuid: string, prompt: string): QueuedPrompt[] {
    this.#find(sessionId, uuid);
    this.#change(sessionId, () => this.#store.edit(sessionId, uuid, prompt));
    return this.list(sessionId);
  }

  cancel(sessionId: string, uuid: string): QueuedPrompt[] {
    this.#find(sessionId, uuid);
    this.#change(sessionId, () => this.#store.remove(sessionId, uuid));
    return this.list(sessionId);
  }

  /** Gives a prompt the place `position`, from 1; beyond the end is the end. */
  move(sessionId: string, uuid: string, position: number): QueuedPrompt[] {
    this.#find(sessionId, uuid);
    const others = this.#store.list(sessionId).flatMap((each) => (each.uuid === uuid ? [] : each.uuid));
    this.#change(sessionId, () => this.#store.reorder(sessionId, others.toSpliced(position - 1, 0, uuid)));
    return this.list(sessionId);
  }

  /**
   * Sends the first prompt, now or when the step under way is over, if the agent is idle then. After a refused
   * login, or with a budget used up, every prompt would fail: they wait until a person (`anyway`) tries again.
   */
  sendNext(sessionId: string, anyway = false): Promise<void> {
    const under = this.#sending.get(sessionId);
    if (under !== undefined) return under;
    if (this.#store.next(sessionId) === undefined) return Promise.resolve();
    const sending = this.#sendAll(sessionId, anyway)
      .catch((error: unknown) => {
        this.#parts.log.warn({ err: error, session_id: sessionId }, 'a queued prompt could not be sent yet');
      })
      .finally(() => this.#sending.delete(sessionId));
    this.#sending.set(sessionId, sending);
    return sending;
  }

  /** The agent may come to rest again while a prompt is still being written, hence the loop. */
  async #sendAll(sessionId: string, anyway: boolean): Promise<void> {
    let begun = await this.#begin(sessionId, anyway);
    while (begun !== undefined) {
      await begun.said;
      begun = await this.#begin(sessionId, false);
    }
  }

  /** From the look at the agent to the record of the prompt nothing else runs, so no step begins in between. */
  async #begin(sessionId: string, anyway: boolean): Promise<{ said: Promise<unknown> } | undefined> {
    const { agents, records, lock } = this.#parts;
    using _held = await lock.hold(sessionId, 'sending a queued prompt');
    const conversation = agents.conversation(sessionId);
    const next = this.#store.next(sessionId);
    const idle = records.find(sessionId)?.status === 'running' && conversation?.state().state === 'idle';
    if (conversation === undefined || next === undefined || !idle) return undefined;
    if (!anyway && refusedForGood(conversation.facts)) return undefined;
    const content = this.#parts.attachments.content(sessionId, next.uuid, next.prompt);
    const said = conversation.prompt(content, { uuid: next.uuid, command: next.command });
    this.#change(sessionId, () => this.#store.remove(sessionId, next.uuid));
    return { said };
  }

  #find(sessionId: string, uuid: string): void {
    this.#parts.records.get(sessionId);
    if (this.#placeOf(sessionId, uuid) !== null) return;
    const facts = { session_id: sessionId, uuid };
    throw this.#inputs.get(sessionId, uuid) ? alreadySent(facts) : notQueued(facts);
  }

  #placeOf(sessionId: string, uuid: string): number | null {
    const index = this.#store.list(sessionId).findIndex((each) => each.uuid === uuid);
    return index < 0 ? null : index + 1;
  }

  #change(sessionId: string, change: () => void): void {
    this.#parts.db.fullSync(() => {
      change();
      const queued = this.#store.list(sessionId).length;
      this.#events.append(sessionId, 'queue.changed', new Date().toISOString(), { queued });
    });
    this.#parts.events.poke();
  }
}

/** A login that is not taken, or a budget that is used up: the next prompt would fare no better. */
function refusedForGood(facts: AgentFacts): boolean {
  const { verdict } = facts;
  return isLoginRefused(facts) || (verdict?.isError === true && verdict.apiErrorStatus === 402);
}

function viewOf(
  { uuid, prompt, command, queuedBy, queuedAt }: StoredPrompt,
  index: number,
): Omit<QueuedPrompt, 'attachments'> {
  return {
    uuid,
    position: index + 1,
    prompt,
    command,
    queued_by: queuedBy,
    queued_at: new Date(queuedAt).toISOString(),
  };
}

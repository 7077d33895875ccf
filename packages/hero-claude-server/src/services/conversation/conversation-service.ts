import type { Call } from 'hero-rpc';
import { JournalStore } from '../../adapters/store/journal-store.ts';
import { MessageStore } from '../../adapters/store/message-store.ts';
import type { MessagePage, MessageParams } from '../../domain/conversation/message-view.ts';
import type { SendParams, SendResult } from '../../domain/conversation/queued-prompt.ts';
import type { TurnPage, TurnParams } from '../../domain/conversation/turn.ts';
import type { SessionUsage } from '../../domain/money/usage.ts';
import type { ConfigureParams } from '../../domain/session/session-params.ts';
import type { ConfigureResult } from '../../domain/session/session-results.ts';
import type { Conversations } from '../server-context.ts';
import { configureSession } from './configure-session.ts';
import type { ConversationParts } from './conversation-parts.ts';
import type { PromptQueue } from './prompt-queue.ts';
import { readMessages } from './read-messages.ts';
import { readTurns } from './read-turns.ts';
import { readUsage } from './read-usage.ts';
import { sendPrompt } from './send-prompt.ts';

/** What a person says to an agent, and what is known of what was said. */
export class ConversationService implements Conversations {
  readonly #parts: ConversationParts;
  readonly #queue: PromptQueue;

  constructor(parts: ConversationParts, queue: PromptQueue) {
    this.#parts = parts;
    this.#queue = queue;
  }

  async send(params: SendParams, call: Call): Promise<SendResult> {
    return sendPrompt(this.#parts, this.#queue, params, call);
  }

  async interrupt(sessionId: string, { user }: Call): Promise<{ interrupted: boolean; queued: number }> {
    const { steps, agents, operations } = this.#parts;
    steps.check('interrupt', sessionId);
    const interrupted = await agents.endTurn(sessionId);
    const message = interrupted ? 'the turn was ended' : 'there was no turn to end';
    operations.record({ operation: 'session.interrupt', session_id: sessionId, message, user });
    return { interrupted, queued: this.#queue.list(sessionId).length };
  }

  async configure(params: ConfigureParams, call: Call): Promise<ConfigureResult> {
    const result = await configureSession(this.#parts, params, call);
    // Prompts that waited for a larger budget can go on.
    if (params.budget_usd !== undefined || params.token_limit !== undefined)
      void this.#queue.sendNext(params.session_id, true);
    return result;
  }

  messages(params: MessageParams): MessagePage {
    this.#parts.records.get(params.session_id);
    return readMessages(new MessageStore(this.#parts.db), params);
  }

  turns(params: TurnParams): TurnPage {
    const { records, db } = this.#parts;
    const { containerId } = records.get(params.session_id);
    const live = containerId === null ? null : new JournalStore(db).get(params.session_id).generation;
    return readTurns(db, params, live);
  }

  async usage(sessionId: string): Promise<SessionUsage> {
    return readUsage(this.#parts, sessionId);
  }
}

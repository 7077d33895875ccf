import { setImmediate as nextTurn } from 'node:timers/promises';
import { MessageStore, type StoredMessage } from '../../adapters/store/message-store.ts';
import { SearchStore } from '../../adapters/store/search-store.ts';
import { parseAgentLine } from '../../domain/agent/agent-line.ts';
import type { SearchHit, SearchParams } from '../../domain/conversation/message-search.ts';
import { textsOf } from '../../domain/conversation/message-texts.ts';
import type { Search } from '../server-context.ts';
import type { ConversationParts } from './conversation-parts.ts';

type SearchParts = Pick<ConversationParts, 'db' | 'lock' | 'stopping' | 'log'> & {
  records: Pick<ConversationParts['records'], 'get'>;
};

/** So few lines at a time that the lines of working agents do not wait. */
const batchLines = 200;
const batchBytes = 2 * 1024 * 1024;
const wordTypes = ['user', 'assistant'];

/** Finds words in all conversations. Lines become findable when a turn ends, or when somebody looks. */
export class MessageSearch implements Search {
  readonly #parts: SearchParts;
  readonly #store: SearchStore;
  readonly #messages: MessageStore;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    this.#store = new SearchStore(parts.db);
    this.#messages = new MessageStore(parts.db);
  }

  async find({ text, session_id, limit }: SearchParams): Promise<SearchHit[]> {
    if (session_id !== undefined) this.#parts.records.get(session_id);
    await this.#catchUp();
    const words = text.split(/[\s\0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    if (words.length === 0) return [];
    return this.#store.find(words, session_id, limit).map((found) => ({
      session_id: found.sessionId,
      seq: found.seq,
      at: new Date(found.at).toISOString(),
      turn: found.turn,
      kind: found.kind,
      excerpt: found.excerpt,
    }));
  }

  /** Takes in what was said since, in the background. */
  catchUpSoon(): void {
    const { log, stopping } = this.#parts;
    this.#catchUp().catch((error: unknown) => {
      if (!stopping.aborted) log.warn({ err: error }, 'messages could not be made findable');
    });
  }

  #catchUp(): Promise<void> {
    return this.#parts.lock.queue('search', async () => {
      for (const { sessionId, after } of this.#store.behind()) await this.#follow(sessionId, after);
    });
  }

  async #follow(sessionId: string, from: number): Promise<void> {
    for (let after: number | null = from; after !== null && !this.#parts.stopping.aborted; ) {
      after = this.#takeBatch(sessionId, after);
      await nextTurn();
    }
  }

  /** @returns the line to go on after, or null when there is no more */
  #takeBatch(sessionId: string, after: number): number | null {
    const { db } = this.#parts;
    const last = this.#messages.lastSeq(sessionId);
    const batch: StoredMessage[] = [];
    let bytes = 0;
    for (const message of this.#messages.walk(sessionId, { after, limit: batchLines, types: wordTypes })) {
      batch.push(message);
      bytes += message.line.length;
      if (bytes > batchBytes) break;
    }
    const isWhole = batch.length < batchLines && bytes <= batchBytes;
    const reached = isWhole ? last : (batch.at(-1)?.seq ?? last);
    db.transaction(() => {
      for (const { seq, line, flaw } of batch) {
        const value = flaw === null ? parseAgentLine(line).value : null;
        for (const text of value === null ? [] : textsOf(value)) this.#store.add(sessionId, seq, text);
      }
      this.#store.reached(sessionId, reached);
    });
    return isWhole ? null : reached;
  }
}

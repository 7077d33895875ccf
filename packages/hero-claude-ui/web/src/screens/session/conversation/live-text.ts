import type { HeroEvent } from 'hero-claude-sdk';
import { field, isObject, type Json, listOf, numberAt, textAt } from '../transcript/loose.ts';

/** A block of an answer that is being written. */
export interface LiveBlock {
  key: string;
  messageId: string;
  kind: 'text' | 'thinking' | 'tool_input';
  text: string;
}

const longest = 20_000;
const mostBlocks = 20;

/** What the model is writing right now, until the whole line is there. */
export class LiveText {
  #blocks = new Map<string, LiveBlock>();
  /** How many whole lines each of the latest answers has: a block is a line. */
  readonly #lines = new Map<string, number>();

  get blocks(): readonly LiveBlock[] {
    return [...this.#blocks.values()];
  }

  /** Takes in a `partial` event; false when it says nothing. */
  hear(event: HeroEvent): boolean {
    // The fields stand beside the type, or in its data.
    const said = isObject(event.data) ? event.data : { ...event };
    const messageId = textAt(said, 'message_id');
    const text = textAt(said, 'text');
    const kind = textAt(said, 'kind');
    if (messageId === null || text === null || !isKind(kind)) return false;
    const block = numberAt(said, 'block') ?? 0;
    // A piece that comes after its whole line says nothing new.
    if (block < (this.#lines.get(messageId) ?? 0)) return false;
    const key = `${messageId}/${block}`;
    const before = this.#blocks.get(key)?.text ?? '';
    this.#blocks.set(key, { key, messageId, kind, text: (before + text).slice(-longest) });
    if (this.#blocks.size > mostBlocks) this.#blocks.delete([...this.#blocks.keys()][0] ?? '');
    return true;
  }

  /** A whole line takes the place of its block; the end of a turn ends all. */
  settle(line: Json | null): void {
    if (line === null) return;
    const type = textAt(line, 'type');
    if (type === 'result') this.#blocks.clear();
    if (type !== 'assistant') return;
    const message = field(line, 'message');
    const messageId = textAt(message, 'id') ?? '';
    this.#lines.set(messageId, (this.#lines.get(messageId) ?? 0) + 1);
    if (this.#lines.size > mostBlocks) this.#lines.delete([...this.#lines.keys()][0] ?? '');
    const kinds = new Set(listOf(field(message, 'content')).map(liveKindOf));
    for (const block of this.#blocks.values()) {
      if (block.messageId === messageId && kinds.has(block.kind)) {
        this.#blocks.delete(block.key);
        return;
      }
    }
  }
}

function isKind(kind: string | null): kind is LiveBlock['kind'] {
  return kind === 'text' || kind === 'thinking' || kind === 'tool_input';
}

function liveKindOf(block: unknown): LiveBlock['kind'] {
  const type = textAt(block, 'type');
  return type === 'text' || type === 'thinking' ? type : 'tool_input';
}

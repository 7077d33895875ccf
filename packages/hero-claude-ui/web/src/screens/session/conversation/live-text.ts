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
    const key = `${messageId}/${numberAt(said, 'block') ?? 0}`;
    const before = this.#blocks.get(key)?.text ?? '';
    this.#blocks.set(key, { key, messageId, kind, text: (before + text).slice(-longest) });
    if (this.#blocks.size > mostBlocks) this.#blocks.delete([...this.#blocks.keys()][0] ?? '');
    return true;
  }

  /** A whole line takes the place of its block; the end of a turn ends all. */
  settle(line: Json | null): void {
    if (this.#blocks.size === 0 || line === null) return;
    const type = textAt(line, 'type');
    if (type === 'result') this.#blocks.clear();
    if (type !== 'assistant') return;
    const message = field(line, 'message');
    const kinds = new Set(listOf(field(message, 'content')).map(liveKindOf));
    for (const block of this.#blocks.values()) {
      if (block.messageId === textAt(message, 'id') && kinds.has(block.kind)) {
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

import { type JsonObject, numberOf, objectOf, textOf } from './agent-line.ts';

/** A piece of what an agent is saying right now: it is shown and never kept. */
export interface PartialText {
  session_id: string;
  /** Of the model's answer, as the whole lines that follow name it. */
  message_id: string;
  /** Which content block of the answer. */
  block: number;
  kind: 'text' | 'thinking' | 'tool_input';
  /** To be put behind what came before. */
  text: string;
}

const kinds = new Map<unknown, { kind: PartialText['kind']; field: string }>([
  ['text_delta', { kind: 'text', field: 'text' }],
  ['thinking_delta', { kind: 'thinking', field: 'thinking' }],
  ['input_json_delta', { kind: 'tool_input', field: 'partial_json' }],
]);

/** Reads the stream events of one agent; what its sub-agents say is left out. */
export class PartialTexts {
  readonly #sessionId: string;
  #messageId: string | null = null;

  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  /** The texts in some `stream_event` lines; pieces of one block that come together are one. */
  read(lines: readonly JsonObject[]): PartialText[] {
    const texts: PartialText[] = [];
    for (const line of lines) {
      const text = this.#textOf(line);
      const last = texts.at(-1);
      if (text === null) continue;
      if (last?.message_id === text.message_id && last.block === text.block && last.kind === text.kind)
        last.text += text.text;
      else texts.push(text);
    }
    return texts;
  }

  #textOf({ event: given, parent_tool_use_id: parent }: JsonObject): PartialText | null {
    if (textOf(parent) !== null) return null;
    const event = objectOf(given);
    if (event.type === 'message_start') this.#messageId = textOf(objectOf(event.message).id);
    if (event.type !== 'content_block_delta' || this.#messageId === null) return null;
    const delta = objectOf(event.delta);
    const known = kinds.get(delta.type);
    const text = known && textOf(delta[known.field]);
    if (known === undefined || text === null || text === undefined || text === '') return null;
    return {
      session_id: this.#sessionId,
      message_id: this.#messageId,
      block: numberOf(event.index) ?? 0,
      kind: known.kind,
      text,
    };
  }
}

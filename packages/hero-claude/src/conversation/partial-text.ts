import { type Json, jsonOf, listOf, numberOf, textOf } from './json.ts';

interface Piece {
  messageId: string;
  block: number;
  kind: string;
  text: string;
}

const kindOf: Record<string, string> = { text: 'text', thinking: 'thinking', tool_use: 'tool_input' };

/** What the agent is writing at this moment: shown while it grows, gone once the whole line has come. */
export class PartialText {
  #pieces: Piece[] = [];

  /** The text that is being written by the agent itself, newest block last. */
  get text(): string {
    return this.#pieces
      .filter(({ kind }) => kind === 'text')
      .map(({ text }) => text)
      .join('\n');
  }

  get isThinking(): boolean {
    return this.#pieces.at(-1)?.kind === 'thinking';
  }

  /** Takes the data of a `partial` event. */
  grow(data: Json): void {
    const messageId = textOf(data['message_id']);
    const block = numberOf(data['block']) ?? 0;
    const last = this.#pieces.at(-1);
    // Nothing more comes to an answer once another has begun.
    if (last !== undefined && last.messageId !== messageId) this.#pieces = [];
    const piece = this.#pieces.find((each) => each.block === block);
    if (piece !== undefined) piece.text += textOf(data['text']);
    else this.#pieces.push({ messageId, block, kind: textOf(data['kind']), text: textOf(data['text']) });
  }

  /** Forgets what a whole line now says. */
  settle(line: Json): void {
    if (line['type'] === 'result') this.#pieces = [];
    if (line['type'] !== 'assistant') return;
    const message = jsonOf(line['message']);
    for (const block of listOf(message['content'])) {
      const kind = kindOf[textOf(block['type'])];
      const at = this.#pieces.findIndex((piece) => piece.messageId === message['id'] && piece.kind === kind);
      if (at >= 0) this.#pieces.splice(at, 1);
    }
  }
}

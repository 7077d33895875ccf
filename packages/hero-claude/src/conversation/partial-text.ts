import { type Json, jsonOf, listOf, numberOf, textOf } from './json.ts';

interface Piece {
  block: number;
  kind: string;
  text: string;
}

/** What the agent is writing at this moment: shown while it grows, gone once the whole line has come. */
export class PartialText {
  #messageId = '';
  #pieces: Piece[] = [];
  /** How many blocks of the message have come whole; they come in order, a line each. */
  #whole = 0;

  /** The words that are being written, not what the agent thinks or gives to tools. */
  get text(): string {
    return this.#pieces
      .filter(({ kind }) => kind === 'text')
      .map(({ text }) => text)
      .join('\n');
  }

  /** Takes the data of a `partial` event. */
  grow(data: Json): void {
    this.#turnTo(textOf(data['message_id']));
    const block = numberOf(data['block']) ?? 0;
    // A piece may come after the line that it is a part of.
    if (block < this.#whole) return;
    const piece = this.#pieces.find((each) => each.block === block);
    if (piece !== undefined) piece.text += textOf(data['text']);
    else this.#pieces.push({ block, kind: textOf(data['kind']), text: textOf(data['text']) });
  }

  /** Forgets what a whole line now says. */
  settle(line: Json): void {
    if (line['type'] === 'result') this.#turnTo('');
    if (line['type'] !== 'assistant' || typeof line['parent_tool_use_id'] === 'string') return;
    const message = jsonOf(line['message']);
    this.#turnTo(textOf(message['id']));
    this.#whole += listOf(message['content']).length;
    this.#pieces = this.#pieces.filter(({ block }) => block >= this.#whole);
  }

  /** Nothing more comes to an answer once another has begun. */
  #turnTo(messageId: string): void {
    if (messageId === this.#messageId) return;
    this.#messageId = messageId;
    this.#pieces = [];
    this.#whole = 0;
  }
}

import { StringDecoder } from 'node:string_decoder';

const endBytes = 256;
const pieceBytes = 1024;

/** Keeps the first bytes of a stream as text, cut at a character, and its very last bytes for marks. */
export class CappedText {
  readonly #maxBytes: number;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #end: Buffer = Buffer.alloc(0);
  truncated = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(data: Buffer): void {
    const kept = data.subarray(0, this.#maxBytes - this.#keptBytes);
    if (kept.length > 0) this.#keep(kept);
    this.#keptBytes += kept.length;
    if (kept.length < data.length) this.truncated = true;
    this.#end = Buffer.concat([this.#end, data.subarray(-endBytes)]).subarray(-endBytes);
  }

  /** Bytes that come one by one are put together: each by itself takes a hundred times its room. */
  #keep(piece: Buffer): void {
    const last = this.#kept.at(-1);
    if (last === undefined || last.length + piece.length > pieceBytes) this.#kept.push(piece);
    else this.#kept[this.#kept.length - 1] = Buffer.concat([last, piece]);
  }

  /** The last bytes that came, kept or not. */
  get end(): string {
    return this.#end.toString('latin1');
  }

  /** Bytes that are no UTF-8 become U+FFFD; a character cut by the limit is left out. */
  toString(): string {
    const decoder = new StringDecoder('utf8');
    const text = decoder.write(Buffer.concat(this.#kept));
    return this.truncated ? text : text + decoder.end();
  }
}

import { StringDecoder } from 'node:string_decoder';

const endBytes = 256;

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
    if (kept.length > 0) this.#kept.push(kept);
    this.#keptBytes += kept.length;
    if (kept.length < data.length) this.truncated = true;
    this.#end = Buffer.concat([this.#end, data.subarray(-endBytes)]).subarray(-endBytes);
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

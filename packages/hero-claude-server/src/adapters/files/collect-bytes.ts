import { Writable } from 'node:stream';

/** Keeps the first bytes of what a command in a container writes; it may write without end. */
export class CollectedBytes extends Writable {
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    super({ decodeStrings: true });
    this.#maxBytes = maxBytes;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) return done(new Error(`more than ${this.#maxBytes} bytes came`));
    this.#pieces.push(chunk);
    done();
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

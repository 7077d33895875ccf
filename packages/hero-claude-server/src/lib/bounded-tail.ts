/** Keeps the last `maxBytes` of a stream, for error messages that must stay small. */
export class BoundedTail {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  #droppedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(Buffer.from(chunk));
    this.#heldBytes += chunk.byteLength;
    while (this.#heldBytes > this.#maxBytes) {
      const oldest = this.#chunks[0];
      if (!oldest) return;
      const excess = this.#heldBytes - this.#maxBytes;
      const dropped = Math.min(excess, oldest.byteLength);
      if (dropped === oldest.byteLength) this.#chunks.shift();
      else this.#chunks[0] = oldest.subarray(dropped);
      this.#heldBytes -= dropped;
      this.#droppedBytes += dropped;
    }
  }

  /** How much of the beginning is gone. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

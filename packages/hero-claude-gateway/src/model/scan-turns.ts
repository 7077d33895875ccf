/** A few hundred microseconds of reading. */
const sliceBytes = 16_384;

/** Looks at a chunk a slice at a time; rejects with what `look` throws. */
export type Scan = (chunk: Uint8Array, look: (slice: Uint8Array) => void) => Promise<void>;

/**
 * Shares the event loop among all whose requests are read: one slice at each turn of the loop, and the owners one
 * after the other, so that many large requests of one hold up nobody else.
 */
export class ScanTurns {
  readonly #waiting = new Map<object, (() => void)[]>();
  #isSet = false;

  async scan(owner: object, chunk: Uint8Array, look: (slice: Uint8Array) => void): Promise<void> {
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      await this.#turn(owner);
      look(chunk.subarray(at, at + sliceBytes));
    }
  }

  #turn(owner: object): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.#waiting.get(owner);
      if (queue === undefined) this.#waiting.set(owner, [resolve]);
      else queue.push(resolve);
      this.#set();
    });
  }

  #set(): void {
    if (this.#isSet || this.#waiting.size === 0) return;
    this.#isSet = true;
    setImmediate(() => {
      this.#isSet = false;
      this.#giveTurn();
      this.#set();
    });
  }

  /** To the owner who has waited longest; one with more to read goes to the end. */
  #giveTurn(): void {
    for (const [owner, queue] of this.#waiting) {
      this.#waiting.delete(owner);
      queue.shift()?.();
      if (queue.length > 0) this.#waiting.set(owner, queue);
      return;
    }
  }
}

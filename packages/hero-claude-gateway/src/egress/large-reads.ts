import type { OnReadOpts, Socket } from 'node:net';

const smallestBytes = 16 * 1024;
const largestBytes = 512 * 1024;

/**
 * Reads what a socket receives into few buffers, used again and again, and writes it to another socket.
 *
 * A download at full speed would otherwise be read in pieces of 64 KB, each into new memory. The buffers begin small
 * and grow only where reads fill them: most connections never carry that much.
 */
export class LargeReads {
  /** For the options of `net.connect`; the socket then emits no `data`. */
  readonly onread: OnReadOpts = {
    buffer: () => this.#take(),
    callback: (length, buffer) => this.#pass(length, buffer as Buffer),
  };
  readonly #free: Buffer[] = [];
  #bufferBytes = smallestBytes;
  #write: ((chunk: Buffer, written: () => void) => boolean) | undefined;
  #early: Buffer | undefined;

  /** From here on what `from` receives goes to `to`; `from` waits while `to` is behind. */
  passOn(from: Socket, to: Socket, onBytes: () => void): void {
    this.#write = (chunk, written) => {
      onBytes();
      if (to.write(chunk, written)) return true;
      to.once('drain', () => from.resume());
      return false;
    };
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined) return;
    if (this.#write(early, () => undefined)) from.resume();
  }

  #take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bufferBytes);
  }

  /** Returns whether to go on reading. */
  #pass(length: number, buffer: Buffer): boolean {
    if (length === buffer.length && this.#bufferBytes < largestBytes) {
      this.#bufferBytes = Math.min(largestBytes, this.#bufferBytes * 4);
      this.#free.length = 0;
    }
    const chunk = buffer.subarray(0, length);
    if (this.#write !== undefined) return this.#write(chunk, () => this.#giveBack(buffer));
    this.#early = chunk;
    return false;
  }

  #giveBack(buffer: Buffer): void {
    if (buffer.length === this.#bufferBytes) this.#free.push(buffer);
  }
}

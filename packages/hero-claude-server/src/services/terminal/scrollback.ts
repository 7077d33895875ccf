/** The last bytes of a terminal, for whoever comes later. */
export class Scrollback {
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(data: Buffer): void {
    const last = this.#pieces.at(-1);
    // Single characters as they are typed would take a hundred times their room.
    if (last !== undefined && last.length + data.length <= pieceBytes)
      this.#pieces[this.#pieces.length - 1] = Buffer.concat([last, data]);
    else this.#pieces.push(Buffer.from(data));
    this.#bytes += data.length;
    while (this.#bytes - (this.#pieces[0]?.length ?? 0) >= this.#maxBytes)
      this.#bytes -= this.#pieces.shift()?.length ?? 0;
  }

  /** From a whole line on, once something was left out. */
  read(): Buffer {
    const all = Buffer.concat(this.#pieces);
    if (all.length <= this.#maxBytes) return all;
    const kept = all.subarray(-this.#maxBytes);
    return kept.subarray(kept.indexOf(newline) + 1);
  }
}

const pieceBytes = 4096;
const newline = 0x0a;

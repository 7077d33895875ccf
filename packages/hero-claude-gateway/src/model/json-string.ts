const keptBytes = 300;
const memoBytes = 32;
const memoSlots = 64;
const backslash = 0x5c;
const quote = 0x22;
const smallU = 0x75;

/** What stands for itself in a string, in UTF-8. */
const isPlain = new Uint8Array(256).fill(1, 0x20);
isPlain[quote] = 0;
isPlain[backslash] = 0;
const isEscape = tableOf('"\\/bfnrtu');
const isHex = tableOf('0123456789abcdefABCDEF');

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** A string of RFC 8259 as its bytes come; of a long one no more is kept than anybody compares. */
export class JsonString {
  readonly #kept = Buffer.alloc(keptBytes);
  /** The same few keys come again and again, and to make a string out of bytes takes long. */
  readonly #memo: { text: string; bytes: Uint8Array }[] = [];
  #length = 0;
  #isEscaped = false;
  /** How many bytes of an escape are still to come; 5 right after the backslash, when it is not known yet. */
  #escape = 0;
  isOpen = false;

  begin(): void {
    this.isOpen = true;
    this.#length = 0;
    this.#isEscaped = false;
  }

  /**
   * Takes what belongs to the string and returns the place of the quote that closes it, or the chunk's length;
   * -1 when something in it may not be in a string.
   */
  take(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#escape > 0) {
        if (!this.#inEscape(chunk[at] ?? 0)) return -1;
        at += 1;
        continue;
      }
      const start = at;
      while (at < chunk.length && isPlain[chunk[at] ?? 0] === 1) at += 1;
      this.#keep(chunk, start, at);
      if (at === chunk.length) return at;
      if (chunk[at] === quote) {
        this.isOpen = false;
        return at;
      }
      if (chunk[at] !== backslash) return -1;
      this.#keep(chunk, at, at + 1);
      this.#isEscaped = true;
      this.#escape = 5;
      at += 1;
    }
    return at;
  }

  /** What it says; undefined when that is too long. */
  get text(): string | undefined {
    if (this.#length > keptBytes) return undefined;
    if (this.#length > memoBytes) return this.#unescaped();
    const ends = (this.#kept[0] ?? 0) * 7 + (this.#kept[this.#length - 1] ?? 0);
    const slot = (this.#length * 31 + ends) % memoSlots;
    const known = this.#memo[slot];
    if (known !== undefined && this.#is(known.bytes)) return known.text;
    const text = this.#unescaped();
    this.#memo[slot] = { text, bytes: Uint8Array.from(this.#kept.subarray(0, this.#length)) };
    return text;
  }

  #unescaped(): string {
    const text = this.#kept.toString('utf8', 0, this.#length);
    return this.#isEscaped ? (JSON.parse(`"${text}"`) as string) : text;
  }

  #is(bytes: Uint8Array): boolean {
    if (bytes.length !== this.#length) return false;
    for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== this.#kept[at]) return false;
    return true;
  }

  #inEscape(byte: number): boolean {
    if (this.#length < keptBytes) this.#kept[this.#length] = byte;
    this.#length += 1;
    const isFirst = this.#escape === 5;
    this.#escape = isFirst && byte !== smallU ? 0 : this.#escape - 1;
    return (isFirst ? isEscape : isHex)[byte] === 1;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const last = Math.min(end, start + keptBytes - this.#length);
    for (let at = start; at < last; at += 1) this.#kept[this.#length + at - start] = chunk[at] ?? 0;
    this.#length += end - start;
  }
}

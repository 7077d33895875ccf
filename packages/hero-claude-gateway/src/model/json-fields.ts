const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** A character as `\uxxxx`. */
const escapedBytes = 6;
/** No wanted value is longer. */
const maxValueBytes = 65_536;

/**
 * Picks members of the outermost JSON object while its bytes pass, in memory that does not grow with them.
 *
 * A name may be given more than once, and readers differ in which value they take: how often is counted.
 */
export class JsonFields {
  readonly #wanted: ReadonlySet<string>;
  readonly #longestEscaped: number;
  readonly #found = new Map<string, { times: number; value: unknown }>();
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** What the next string at depth 1 is. */
  #expects: 'key' | 'value' = 'key';
  #isObject: boolean | undefined;
  #key: string | undefined;
  #kept: number[] | undefined;

  constructor(wanted: readonly string[]) {
    this.#wanted = new Set(wanted);
    this.#longestEscaped = Math.max(...wanted.map((name) => name.length * escapedBytes));
  }

  /** How often the member is there. */
  times(name: string): number {
    return this.#found.get(name)?.times ?? 0;
  }

  /** What the member is, the last time it is there; undefined when that cannot be read, or is too long. */
  value(name: string): unknown {
    return this.#found.get(name)?.value;
  }

  write(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i += 1) {
      if (this.#depth > 1 && this.#kept === undefined) {
        i = this.#skipNested(chunk, i);
        if (i === chunk.length) return;
      }
      const byte = chunk[i] ?? 0;
      if (this.#inString) this.#stringByte(byte);
      else this.#plainByte(byte);
    }
  }

  /**
   * Most of a body is deep inside, and all that matters there is where it ends: its last bracket, or the end of
   * the chunk. In variables, because this runs for every byte of every request.
   */
  #skipNested(chunk: Uint8Array, from: number): number {
    let [depth, inString, escaped] = [this.#depth, this.#inString, this.#escaped];
    let i = from;
    for (; i < chunk.length; i += 1) {
      const byte = chunk[i];
      if (escaped) escaped = false;
      else if (inString) {
        if (byte === quote) inString = false;
        else if (byte === backslash) escaped = true;
      } else if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 2) break;
        depth -= 1;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    return i;
  }

  #stringByte(byte: number): void {
    this.#keep(byte);
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) {
      this.#inString = false;
      if (this.#depth === 1 && this.#expects === 'key') this.#endKey();
    }
  }

  #plainByte(byte: number): void {
    if (byte === quote) {
      this.#inString = true;
      if (this.#depth === 1 && this.#expects === 'key' && this.#isObject === true) this.#kept = [];
      this.#keep(byte);
    } else if (byte === openBrace || byte === openBracket) {
      this.#isObject ??= byte === openBrace;
      this.#depth += 1;
      this.#keep(byte);
    } else if (byte === closeBrace || byte === closeBracket) {
      if (this.#depth === 1) this.#endValue();
      this.#depth -= 1;
      this.#keep(byte);
    } else if (this.#depth === 1 && byte === colon && this.#expects === 'key') {
      this.#expects = 'value';
      if (this.#key !== undefined) this.#kept = [];
    } else if (this.#depth === 1 && byte === comma) {
      this.#endValue();
      this.#expects = 'key';
    } else this.#keep(byte);
  }

  #keep(byte: number): void {
    if (this.#kept === undefined) return;
    if (this.#kept.length < maxValueBytes) this.#kept.push(byte);
    else this.#kept = undefined;
  }

  #endKey(): void {
    const name = this.#kept && this.#couldBeWanted(this.#kept) && parsed(this.#kept);
    this.#key = typeof name === 'string' && this.#wanted.has(name) ? name : undefined;
    this.#kept = undefined;
  }

  /** Spares the parsing of next to all names: what is not in escapes begins and ends as it says. */
  #couldBeWanted(quoted: readonly number[]): boolean {
    const length = quoted.length - 2;
    if (quoted.includes(backslash)) return length <= this.#longestEscaped;
    for (const name of this.#wanted) {
      if (name.length === length && name.charCodeAt(0) === quoted[1]) return true;
    }
    return false;
  }

  #endValue(): void {
    if (this.#key !== undefined) {
      const value = this.#kept === undefined ? undefined : parsed(this.#kept);
      this.#found.set(this.#key, { times: this.times(this.#key) + 1, value });
    }
    this.#key = undefined;
    this.#kept = undefined;
  }
}

function parsed(bytes: number[]): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

const longestWord = 300;
const first = 1;

/** What follows a state on a byte; 0 when the word does not go on with it. */
const next = new Uint8Array(32 * 256);
let states = 1;

function go(from: number, characters: string, to: number): number {
  for (const character of characters) next[from * 256 + character.charCodeAt(0)] = to;
  return to;
}

function added(): number {
  states += 1;
  return states;
}

/** The state in which each literal and each kind of number may end, and whether it is a null. */
const ends = new Map<number, 'null' | 'other'>();
for (const literal of ['true', 'false', 'null']) {
  let state = first;
  for (const character of literal) state = go(state, character, added());
  ends.set(state, literal === 'null' ? 'null' : 'other');
}

const [minus, zero, whole, dot, fraction] = [added(), added(), added(), added(), added()];
const [power, sign, exponent] = [added(), added(), added()];
go(first, '-', minus);
for (const from of [first, minus]) {
  go(from, '0', zero);
  go(from, '123456789', whole);
}
for (const from of [zero, whole]) go(from, '.', dot);
for (const from of [zero, whole, fraction]) go(from, 'eE', power);
go(power, '+-', sign);
for (const [from, to] of [
  [whole, whole],
  [dot, fraction],
  [fraction, fraction],
  [power, exponent],
  [sign, exponent],
  [exponent, exponent],
] as const) {
  go(from, '0123456789', to);
}
for (const state of [zero, whole, fraction, exponent]) ends.set(state, 'other');

/** A number or a literal of RFC 8259 as its bytes come. A table, because it runs for every byte of a request. */
export class JsonWord {
  #state = 0;
  #length = 0;

  get isOpen(): boolean {
    return this.#state !== 0;
  }

  /** Returns whether one begins with that byte. */
  begin(byte: number): boolean {
    this.#state = next[first * 256 + byte] ?? 0;
    this.#length = 1;
    return this.#state !== 0;
  }

  /** Takes what belongs to the word and returns the place of the first byte after it. */
  take(chunk: Uint8Array, from: number): number {
    let state = this.#state;
    let at = from;
    for (; at < chunk.length; at += 1) {
      const following = next[state * 256 + (chunk[at] ?? 0)] ?? 0;
      if (following === 0) break;
      state = following;
    }
    this.#state = state;
    this.#length += at - from;
    return at;
  }

  /** Closes it; undefined when it is none as it stands, or longer than any that is meant. */
  end(): 'null' | 'other' | undefined {
    const kind = this.#length > longestWord ? undefined : ends.get(this.#state);
    this.#state = 0;
    return kind;
  }
}

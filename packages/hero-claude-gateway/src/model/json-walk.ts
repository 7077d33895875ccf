/** What stands at a place of a document; of strings that are longer than anybody compares, only that they are there. */
export type JsonNode =
  | { kind: 'object' | 'array' | 'null' | 'other' }
  | { kind: 'string'; text: string | undefined };

/** Keys from the top, `[]` for the elements of an array. Changes afterwards: to be read at once. */
export type JsonPath = readonly string[];

/** The text is not the JSON that everybody reads alike. */
export class JsonWalkError extends Error {
  override readonly name = 'JsonWalkError';
}

type State = 'value' | 'first' | 'key' | 'first_key' | 'colon' | 'after' | 'done';

const maxDepth = 200;
const keptBytes = 300;
const quote = 0x22;
const backslash = 0x5c;
const literals = new Map<string, JsonNode>([
  ['true', { kind: 'other' }],
  ['false', { kind: 'other' }],
  ['null', { kind: 'null' }],
]);

/**
 * Goes through a JSON document as its bytes come, in a memory that does not grow with it, and tells of every
 * value. It takes the grammar of RFC 8259 in UTF-8 and nothing beside, so that no other reader can find
 * in the same bytes what was not told of.
 */
export class JsonWalk {
  readonly #visit: (path: JsonPath, node: JsonNode) => void;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** Whether each open container is an array. */
  readonly #arrays: boolean[] = [];
  readonly #path: string[] = [];
  #state: State = 'value';
  /** The raw bytes of the string under way; undefined outside of one. */
  #string: number[] | undefined;
  #tooLong = false;
  #escaped = false;
  /** A number or literal under way. */
  #word = '';

  constructor(visit: (path: JsonPath, node: JsonNode) => void) {
    this.#visit = visit;
  }

  /** Throws a `JsonWalkError`, and whatever the visitor throws. */
  write(chunk: Uint8Array): void {
    this.#decode(chunk);
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.#string !== undefined) at = this.#inString(chunk, at);
      else this.#outside(chunk[at] ?? 0);
    }
  }

  /** Throws when the document is not whole. */
  end(): void {
    this.#decode(undefined);
    this.#endWord();
    if (this.#state !== 'done') throw new JsonWalkError('it breaks off');
  }

  #decode(chunk: Uint8Array | undefined): void {
    try {
      this.#utf8.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      throw new JsonWalkError('it is not UTF-8', { cause: error });
    }
  }

  /** Takes what belongs to the string and returns the place of its last byte in this chunk. */
  #inString(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte < 0x20) throw new JsonWalkError('a string holds a control character');
      if (!this.#escaped && byte === quote) {
        this.#endString();
        return at;
      }
      this.#escaped = !this.#escaped && byte === backslash;
      const kept = this.#string ?? [];
      if (kept.length < keptBytes) kept.push(byte);
      else this.#tooLong = true;
    }
    return chunk.length;
  }

  #endString(): void {
    const bytes = Uint8Array.from(this.#string ?? []);
    this.#string = undefined;
    const text = this.#tooLong ? undefined : this.#unescaped(bytes);
    this.#tooLong = false;
    if (this.#state === 'key' || this.#state === 'first_key') {
      if (text === undefined) throw new JsonWalkError('a key is too long');
      this.#path[this.#path.length - 1] = text;
      this.#state = 'colon';
    } else this.#value({ kind: 'string', text });
  }

  #unescaped(bytes: Uint8Array): string {
    try {
      return JSON.parse(`"${new TextDecoder().decode(bytes)}"`) as string;
    } catch (error) {
      throw new JsonWalkError('a string is malformed', { cause: error });
    }
  }

  #outside(byte: number): void {
    const character = String.fromCharCode(byte);
    if (/[-+.\w]/.test(character)) {
      this.#word += character;
      if (this.#word.length > keptBytes) throw new JsonWalkError('a number is too long');
      return;
    }
    this.#endWord();
    if (character === ' ' || character === '\n' || character === '\r' || character === '\t') return;
    if (byte === quote) this.#beginString();
    else if (character === '{' || character === '[') this.#enter(character === '[');
    else if (character === '}' || character === ']') this.#leave(character === ']');
    else if (character === ':' && this.#state === 'colon') this.#state = 'value';
    else if (character === ',' && this.#state === 'after')
      this.#state = this.#arrays.at(-1) ? 'value' : 'key';
    else throw this.#unexpected(character);
  }

  #beginString(): void {
    if (this.#state === 'colon' || this.#state === 'after' || this.#state === 'done')
      throw this.#unexpected('"');
    this.#string = [];
    this.#escaped = false;
  }

  #endWord(): void {
    if (this.#word === '') return;
    const word = this.#word;
    this.#word = '';
    const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(word);
    const node = literals.get(word) ?? (isNumber ? ({ kind: 'other' } as const) : undefined);
    if (node === undefined) throw this.#unexpected(word);
    this.#value(node);
  }

  #value(node: JsonNode): void {
    if (this.#state !== 'value' && this.#state !== 'first') throw this.#unexpected(node.kind);
    this.#visit(this.#path, node);
    this.#state = this.#arrays.length === 0 ? 'done' : 'after';
  }

  #enter(array: boolean): void {
    this.#value({ kind: array ? 'array' : 'object' });
    if (this.#arrays.length >= maxDepth) throw new JsonWalkError('it is nested too deeply');
    this.#arrays.push(array);
    this.#path.push(array ? '[]' : '');
    this.#state = array ? 'first' : 'first_key';
  }

  #leave(array: boolean): void {
    const open = this.#state === 'after' || this.#state === (array ? 'first' : 'first_key');
    if (!open || this.#arrays.at(-1) !== array) throw this.#unexpected(array ? ']' : '}');
    this.#arrays.pop();
    this.#path.pop();
    this.#state = this.#arrays.length === 0 ? 'done' : 'after';
  }

  #unexpected(what: string): JsonWalkError {
    return new JsonWalkError(`${JSON.stringify(what.slice(0, 20))} is not expected there`);
  }
}

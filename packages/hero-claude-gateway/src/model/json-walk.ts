import { JsonString } from './json-string.ts';
import { JsonWord } from './json-word.ts';

/** What stands at a place of a document. Changes afterwards: to be read at once. */
export interface JsonNode {
  readonly kind: 'object' | 'array' | 'null' | 'string' | 'other';
  /** What a string says; undefined for one that is longer than anybody compares, and for what is none. */
  readonly text: string | undefined;
}

/** Keys from the top, `[]` for the elements of an array. Changes afterwards, too. */
export type JsonPath = readonly string[];

/** The text is not the JSON that everybody reads alike. */
export class JsonWalkError extends Error {
  override readonly name = 'JsonWalkError';
}

type State = 'value' | 'first' | 'key' | 'first_key' | 'colon' | 'after' | 'done';

const maxDepth = 200;
const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const nodes = {
  object: { kind: 'object', text: undefined },
  array: { kind: 'array', text: undefined },
  null: { kind: 'null', text: undefined },
  other: { kind: 'other', text: undefined },
} as const satisfies Record<string, JsonNode>;

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
  readonly #string = new JsonString();
  readonly #word = new JsonWord();
  readonly #stringNode: JsonNode;
  #state: State = 'value';

  constructor(visit: (path: JsonPath, node: JsonNode) => void) {
    const string = this.#string;
    this.#visit = visit;
    // Most strings are never looked at, so what they say is made out on demand.
    this.#stringNode = {
      kind: 'string',
      get text() {
        return string.text;
      },
    };
  }

  /** Throws a `JsonWalkError`, and whatever the visitor throws. */
  write(chunk: Uint8Array): void {
    this.#decode(chunk);
    let at = 0;
    while (at < chunk.length) {
      if (this.#string.isOpen) at = this.#inString(chunk, at);
      else if (this.#word.isOpen) at = this.#inWord(chunk, at);
      else {
        this.#between(chunk[at] ?? 0);
        at += 1;
      }
    }
  }

  /** Throws when the document is not whole. */
  end(): void {
    this.#decode(undefined);
    if (this.#word.isOpen) this.#endWord();
    if (this.#state !== 'done') throw new JsonWalkError('it breaks off');
  }

  #decode(chunk: Uint8Array | undefined): void {
    try {
      this.#utf8.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      throw new JsonWalkError('it is not UTF-8', { cause: error });
    }
  }

  #inString(chunk: Uint8Array, from: number): number {
    const at = this.#string.take(chunk, from);
    if (at < 0) throw new JsonWalkError('a string is malformed');
    if (!this.#string.isOpen) this.#endString();
    return at + 1;
  }

  #endString(): void {
    if (this.#state !== 'key' && this.#state !== 'first_key') {
      this.#value(this.#stringNode);
      return;
    }
    const { text } = this.#string;
    if (text === undefined) throw new JsonWalkError('a key is too long');
    this.#path[this.#path.length - 1] = text;
    this.#state = 'colon';
  }

  #inWord(chunk: Uint8Array, from: number): number {
    const at = this.#word.take(chunk, from);
    if (at < chunk.length) this.#endWord();
    return at;
  }

  #endWord(): void {
    const kind = this.#word.end();
    if (kind === undefined) throw new JsonWalkError('a number or literal is malformed');
    this.#value(nodes[kind]);
  }

  /** A byte that is in no string, number or literal. */
  #between(byte: number): void {
    switch (byte) {
      case space:
      case lineFeed:
      case carriageReturn:
      case tab:
        return;
      case quote:
        return this.#beginString();
      case openBrace:
      case openBracket:
        return this.#enter(byte === openBracket);
      case closeBrace:
      case closeBracket:
        return this.#leave(byte === closeBracket);
      case colon:
        if (this.#state !== 'colon') throw unexpected(':');
        this.#state = 'value';
        return;
      case comma:
        if (this.#state !== 'after') throw unexpected(',');
        this.#state = this.#arrays[this.#arrays.length - 1] === true ? 'value' : 'key';
        return;
      default:
        if (!this.#word.begin(byte)) throw unexpected(String.fromCharCode(byte));
    }
  }

  #beginString(): void {
    if (this.#state === 'colon' || this.#state === 'after' || this.#state === 'done') throw unexpected('"');
    this.#string.begin();
  }

  #value(node: JsonNode): void {
    if (this.#state !== 'value' && this.#state !== 'first') throw unexpected(node.kind);
    this.#visit(this.#path, node);
    this.#state = this.#arrays.length === 0 ? 'done' : 'after';
  }

  #enter(array: boolean): void {
    this.#value(array ? nodes.array : nodes.object);
    if (this.#arrays.length >= maxDepth) throw new JsonWalkError('it is nested too deeply');
    this.#arrays.push(array);
    this.#path.push(array ? '[]' : '');
    this.#state = array ? 'first' : 'first_key';
  }

  #leave(array: boolean): void {
    const open = this.#state === 'after' || this.#state === (array ? 'first' : 'first_key');
    if (!open || this.#arrays[this.#arrays.length - 1] !== array) throw unexpected(array ? ']' : '}');
    this.#arrays.pop();
    this.#path.pop();
    this.#state = this.#arrays.length === 0 ? 'done' : 'after';
  }
}

function unexpected(what: string): JsonWalkError {
  return new JsonWalkError(`${JSON.stringify(what)} is not expected there`);
}

import type { ErrorFacts, ErrorKind } from './methods.gen.ts';

/** One thing that is wrong with the params of a call. */
export interface Issue {
  path: string;
  message: string;
}

export interface WireError {
  code: number;
  message: string;
  data?: { kind?: string; hint?: string; facts?: Record<string, unknown>; issues?: Issue[]; id?: string };
}

/** The server answered with an error. `kind` is stable; `hint` says what to do next. */
export class RpcCallError extends Error {
  readonly method: string;
  readonly code: number;
  readonly kind: ErrorKind | (string & {});
  readonly hint: string | undefined;
  readonly facts: Record<string, unknown>;
  readonly issues: Issue[];
  /** Names the entry in the server's log, for internal errors. */
  readonly id: string | undefined;

  constructor(method: string, { code, message, data = {} }: WireError) {
    super(message);
    this.name = 'RpcCallError';
    this.method = method;
    this.code = code;
    this.kind = data.kind ?? 'rpc.unknown';
    this.hint = data.hint;
    this.facts = data.facts ?? {};
    this.issues = data.issues ?? [];
    this.id = data.id;
  }

  /** Narrows to one kind, with its facts typed. */
  is<Kind extends ErrorKind>(kind: Kind): this is RpcCallError & { kind: Kind; facts: ErrorFacts[Kind] } {
    return this.kind === kind;
  }
}

/** No answer came: nothing listens, the connection broke, or what came is not a JSON-RPC answer. */
export class TransportError extends Error {
  /** HTTP status, when there was one. */
  readonly status: number | undefined;
  /** What came with that status. */
  readonly body: string | undefined;

  constructor(message: string, options: { status?: number; body?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TransportError';
    this.status = options.status;
    this.body = options.body;
  }
}

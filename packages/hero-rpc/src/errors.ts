import type { z } from 'zod';
import { type Family, families } from './families.ts';

/** One thing that is wrong with the params of a call; `path` is dotted, empty for the params as a whole. */
export interface Issue {
  path: string;
  message: string;
}

/** The `error` member of a JSON-RPC answer. */
export interface WireError {
  code: number;
  message: string;
  data: {
    kind: string;
    hint?: string;
    facts?: Record<string, unknown>;
    issues?: Issue[];
    /** Names the log entry of an internal error. */
    id?: string;
  };
}

export interface RpcErrorInit {
  kind: string;
  family: Family;
  message: string;
  /** Defaults to the family's code; the protocol's own errors have codes of their own. */
  code?: number;
  facts?: Record<string, unknown>;
  hint?: string;
  issues?: Issue[];
  id?: string;
  cause?: unknown;
}

/** An error whose message is meant for the caller. Everything else that is thrown stays in the log. */
export class RpcError extends Error {
  readonly kind: string;
  readonly family: Family;
  readonly code: number;
  readonly facts: Record<string, unknown>;
  readonly hint: string | undefined;
  readonly issues: Issue[] | undefined;
  readonly id: string | undefined;

  constructor(init: RpcErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'RpcError';
    this.kind = init.kind;
    this.family = init.family;
    this.code = init.code ?? families[init.family].code;
    this.facts = init.facts ?? {};
    this.hint = init.hint;
    this.issues = init.issues;
    this.id = init.id;
  }

  /** The error as it travels. The cause and the stack do not. */
  toJSON(): WireError {
    const data: WireError['data'] = { kind: this.kind };
    if (this.hint !== undefined) data.hint = this.hint;
    if (Object.keys(this.facts).length > 0) data.facts = this.facts;
    if (this.issues !== undefined) data.issues = this.issues;
    if (this.id !== undefined) data.id = this.id;
    return { code: this.code, message: this.message, data };
  }
}

/** What is known about an error kind before it happens. */
export interface ErrorDefinition {
  /** Stable and unique: `noun.fact`. */
  readonly kind: string;
  readonly family: Family;
  /** The shape of the facts. */
  readonly data: z.ZodObject;
  /** One sentence for the reference: when callers meet it. */
  readonly when: string;
}

/** An error kind with typed facts. Calling it makes the error; throwing it is up to the caller. */
export interface DefinedError<Data extends z.ZodObject> extends ErrorDefinition {
  (facts: z.output<Data>, options?: { cause?: unknown }): RpcError;
  readonly data: Data;
  is(error: unknown): error is RpcError & { readonly facts: z.output<Data> };
}

/**
 * Declares an error kind once, beside the code that throws it:
 * `throw sessionNotFound({ session_id }, { cause })`.
 * `message` names the thing and the value; `hint` says the next step.
 */
export function defineError<Data extends z.ZodObject>(
  kind: string,
  declaration: {
    family: Family;
    data: Data;
    when: string;
    message: (facts: z.output<Data>) => string;
    hint?: (facts: z.output<Data>) => string;
  },
): DefinedError<Data> {
  const { family, data, when, message, hint } = declaration;
  const make = (facts: z.output<Data>, options: { cause?: unknown } = {}): RpcError =>
    new RpcError({
      kind,
      family,
      message: message(facts),
      facts,
      ...(hint === undefined ? {} : { hint: hint(facts) }),
      cause: options.cause,
    });
  const is = (error: unknown): error is RpcError & { readonly facts: z.output<Data> } =>
    error instanceof RpcError && error.kind === kind;
  return Object.assign(make, { kind, family, data, when, is });
}

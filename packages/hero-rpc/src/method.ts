import type { z } from 'zod';
import type { ErrorDefinition } from './errors.ts';
import type { Role } from './role.ts';

/** Who calls, as the transport knows it. */
export interface Caller {
  caller: 'rpc' | 'mcp';
  role: Role;
  /** Only for the log; never a reason to allow anything. */
  user?: string;
  /** When it stops being that caller, in milliseconds since 1970; never when not given. */
  expiresAt?: number;
  /** Aborted when the caller goes away or the server stops. */
  readonly signal: AbortSignal;
}

/** What a handler knows about the call it serves. */
export interface Call extends Caller {
  requestId: string;
}

/** How the method appears as an MCP tool. */
export interface McpHints {
  readOnly?: boolean;
  destructive?: boolean;
  idempotent?: boolean;
  category?: string;
}

/** How the method appears on the command line. */
export interface CliHints {
  /** Params that are given without a flag, in this order. */
  positional?: string[];
  /** The param that takes everything after `--`. */
  rest?: string;
  hidden?: boolean;
  /** What the noun alone does: `usage` is `usage summary`. */
  isDefault?: boolean;
  examples?: string[];
}

/** Everything there is to know about a method. Dispatch, documents, tools and clients derive from it. */
export interface Method<Ctx, Params extends z.ZodObject = z.ZodObject, Result extends z.ZodType = z.ZodType> {
  /** `noun.verb` */
  readonly name: string;
  /** One line, imperative. */
  readonly summary: string;
  readonly description?: string;
  /** The declared order is the order of positional params. */
  readonly params: Params;
  readonly result: Result;
  readonly errors?: readonly ErrorDefinition[];
  readonly role: Role;
  /** `false` keeps the method from being an MCP tool. */
  readonly mcp?: McpHints | false;
  readonly cli?: CliHints;
  /** What it has at hand it returns at once: each promise on the way costs the call a turn of the queue. */
  // Method syntax, so that methods with different params fit one list.
  handler(params: z.output<Params>, ctx: Ctx, call: Call): z.input<Result> | Promise<z.input<Result>>;
}

/** Binds the context type once: `export const method = methodsFor<ServerContext>()`. */
export function methodsFor<Ctx>() {
  return <Params extends z.ZodObject, Result extends z.ZodType>(
    method: Method<Ctx, Params, Result>,
  ): Method<Ctx, Params, Result> => method;
}

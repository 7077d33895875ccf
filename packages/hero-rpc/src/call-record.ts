import type { Family } from './families.ts';
import type { Call } from './method.ts';
import type { Role } from './role.ts';

/** What one call came to; the material of one log line. */
export interface CallRecord {
  /** As the caller wrote it (at most 100 characters): not always a known method. */
  method: string;
  outcome: 'ok' | 'error';
  ms: number;
  caller: 'rpc' | 'mcp';
  role: Role;
  user?: string;
  /** Of the record's class, as it is made on demand: spread a record and it is missing. */
  readonly requestId: string;
  kind?: string;
  family?: Family;
  /** What was thrown, with its cause; for the log only. */
  error?: unknown;
  /** The error reached the caller although the method does not declare its kind. */
  undeclared?: boolean;
}

/** A record of a call that went well, until told otherwise. */
export class CallOutcome implements CallRecord {
  readonly method: string;
  readonly ms: number;
  readonly caller: CallRecord['caller'];
  readonly role: Role;
  outcome: CallRecord['outcome'] = 'ok';
  // Declared only: a log line has no fields without a value.
  declare readonly user?: string;
  declare kind?: string;
  declare family?: Family;
  declare error?: unknown;
  declare undeclared?: boolean;
  readonly #call: Call;

  constructor(method: string, ms: number, call: Call) {
    this.method = method.length > maxNameLength ? method.slice(0, maxNameLength) : method;
    this.ms = ms;
    this.caller = call.caller;
    this.role = call.role;
    if (call.user !== undefined) this.user = call.user;
    this.#call = call;
  }

  get requestId(): string {
    return this.#call.requestId;
  }
}

const maxNameLength = 100;

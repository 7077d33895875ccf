import type { Call, Caller } from './method.ts';
import type { Role } from './role.ts';

/**
 * The call of one message. A class, because it is made for every message and an object literal with a getter is
 * put together property by property. Hands the signal on unread: transports make it only for methods that ask
 * for it.
 */
export class ServedCall implements Call {
  readonly caller: Caller['caller'];
  readonly role: Role;
  readonly user?: string;
  readonly expiresAt?: number;
  readonly #from: Caller;
  #requestId: string | undefined;

  constructor(from: Caller) {
    this.caller = from.caller;
    this.role = from.role;
    if (from.user !== undefined) this.user = from.user;
    if (from.expiresAt !== undefined) this.expiresAt = from.expiresAt;
    this.#from = from;
  }

  /** Made when it is first asked for: a call that goes well is often not told of. */
  get requestId(): string {
    return (this.#requestId ??= crypto.randomUUID());
  }

  get signal(): AbortSignal {
    return this.#from.signal;
  }
}

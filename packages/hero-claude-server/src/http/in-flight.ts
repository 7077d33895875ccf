import type { ServerResponse } from 'node:http';
import type { Caller, Role } from 'hero-rpc';
import type { Identity } from './auth.ts';

/** The calls under way: each is aborted when its caller goes away, all of them when the server stops. */
export interface InFlight {
  /** Until its `end`; `outgoing` is the answer the caller waits for. */
  begin(outgoing: ServerResponse): OpenCall;
}

/** Own bookkeeping and no `AbortSignal.any`: that keeps every signal that once depended on a long-lived one. */
export function trackCalls(stopping: AbortSignal): InFlight {
  const open = new Set<OpenCall>();
  stopping.addEventListener('abort', () => {
    for (const call of open) call.abort();
  });
  return {
    begin(outgoing) {
      const call = new OpenCall(open);
      outgoing.on('close', () => call.abort());
      if (stopping.aborted || outgoing.destroyed) call.abort();
      return call;
    },
  };
}

/** Makes its signal when it is first asked for: most calls are over before anybody does. */
export class OpenCall {
  readonly #others: Set<OpenCall>;
  #controller: AbortController | undefined;
  #aborted = false;

  constructor(others: Set<OpenCall>) {
    this.#others = others;
    others.add(this);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Does nothing once the call has ended: the answer closes after that, too. */
  abort(): void {
    if (!this.#others.has(this)) return;
    this.#aborted = true;
    this.#controller?.abort();
  }

  end(): void {
    this.#others.delete(this);
  }
}

/** The caller of a call, with the signal still unmade. */
export function callerOf(caller: Caller['caller'], identity: Identity, call: OpenCall): Caller {
  return new OpenCaller(caller, identity, call);
}

class OpenCaller implements Caller {
  readonly caller: Caller['caller'];
  readonly role: Role;
  readonly user?: string;
  readonly expiresAt?: number;
  readonly #call: OpenCall;

  constructor(caller: Caller['caller'], { role, user, expiresAt }: Identity, call: OpenCall) {
    this.caller = caller;
    this.role = role;
    if (user !== undefined) this.user = user;
    if (expiresAt !== undefined) this.expiresAt = expiresAt;
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }
}

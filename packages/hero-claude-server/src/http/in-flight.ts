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
  const open: OpenCall[] = [];
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

/**
 * Makes its signal when it is first asked for: most calls are over before anybody does. A list that each call knows
 * its place in costs a fraction of a set, which tidies itself up every few calls.
 */
export class OpenCall {
  readonly #open: OpenCall[];
  #place: number;
  #controller: AbortController | undefined;
  #aborted = false;

  constructor(open: OpenCall[]) {
    this.#open = open;
    this.#place = open.push(this) - 1;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Does nothing once the call has ended: the answer closes after that, too. */
  abort(): void {
    if (this.#place === ended) return;
    this.#aborted = true;
    this.#controller?.abort();
  }

  end(): void {
    if (this.#place === ended) return;
    const last = this.#open.pop();
    if (last !== undefined && last !== this) {
      this.#open[this.#place] = last;
      last.#place = this.#place;
    }
    this.#place = ended;
  }
}

/** The place of a call that is no longer open. */
const ended = -1;

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

import type { ServerResponse } from 'node:http';
import type { Caller, Role } from 'hero-rpc';
import type { Identity } from './auth.ts';

/** The calls under way: each is aborted when its caller goes away, all of them when the server stops. */
export interface InFlight {
  /** Runs `work` with a signal of its own; `outgoing` is the answer the caller waits for. */
  run<T>(outgoing: ServerResponse, work: (call: OpenCall) => Promise<T>): Promise<T>;
}

/** Own bookkeeping and no `AbortSignal.any`: that keeps every signal that once depended on a long-lived one. */
export function trackCalls(stopping: AbortSignal): InFlight {
  const open = new Set<OpenCall>();
  stopping.addEventListener('abort', () => {
    for (const call of open) call.abort();
  });
  return {
    async run(outgoing, work) {
      const call = new OpenCall();
      const abort = (): void => call.abort();
      open.add(call);
      outgoing.once('close', abort);
      if (stopping.aborted || outgoing.destroyed) call.abort();
      try {
        return await work(call);
      } finally {
        outgoing.off('close', abort);
        open.delete(call);
      }
    },
  };
}

/** Makes its signal when it is first asked for: most calls are over before anybody does. */
export class OpenCall {
  #controller: AbortController | undefined;
  #aborted = false;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
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

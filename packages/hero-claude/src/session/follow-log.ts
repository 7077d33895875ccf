import { setTimeout as wait } from 'node:timers/promises';
import { type HeroEvent, type LogSource, TransportError } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { logPrinter } from './log-printer.ts';

export interface LogRequest {
  session_id: string;
  source: LogSource;
  tail?: number;
  after?: number;
  /** The agent's lines as they are, not for reading. */
  raw?: boolean;
}

const pollMs = 1000;
const over = new Set(['stopped', 'completed', 'destroyed']);

/** Resolves at each event of the session, and after a while without one: two logs have no events. */
class Wakeups {
  readonly #events: AsyncGenerator<HeroEvent>;
  #next: Promise<unknown> | undefined;

  constructor(events: AsyncGenerator<HeroEvent>) {
    this.#events = events;
  }

  async next(signal: AbortSignal): Promise<void> {
    this.#next ??= this.#events.next().finally(() => {
      this.#next = undefined;
    });
    const patience = new AbortController();
    const late = wait(pollMs, undefined, { signal: AbortSignal.any([signal, patience.signal]) });
    await Promise.race([this.#next, late]).catch(() => undefined);
    patience.abort();
    await late.catch(() => undefined);
  }
}

/** Prints a log and what is added to it until the session rests, through restarts of the server. */
export async function followLog(call: MethodCall, request: LogRequest): Promise<number> {
  const { client, context, output } = call;
  const { session_id, source } = request;
  const done = new AbortController();
  const signal = AbortSignal.any([context.signal, done.signal]);
  const print = logPrinter(output, request);
  const wakeups = new Wakeups(client.follow({ session: session_id, signal }));
  let { after, tail } = request;

  const printNew = async (): Promise<void> => {
    for (let more = true; more; ) {
      const from = { ...(after !== undefined && { after }), ...(tail !== undefined && { tail }) };
      const chunk = await client.session.logs({ session_id, source, ...from }, { signal });
      chunk.lines.forEach(print);
      ({ next: after, more } = chunk);
      tail = undefined;
    }
  };
  try {
    for (;;) {
      try {
        const { status } = await client.session.info({ session_id }, { signal });
        await printNew();
        // The status is older than the last line: nothing is written to the log of a session that rests.
        if (over.has(status)) return 0;
      } catch (error) {
        if (context.signal.aborted || !isAway(error)) throw error;
      }
      await wakeups.next(signal);
    }
  } finally {
    done.abort();
  }
}

/** Nobody answers just now. */
function isAway(error: unknown): boolean {
  return error instanceof TransportError && error.status === undefined;
}

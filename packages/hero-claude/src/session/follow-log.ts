import { setTimeout as wait } from 'node:timers/promises';
import type { HeroEvent, LogSource } from 'hero-claude-sdk';
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

/** Prints a log and what is added to it until the session rests; Ctrl-C ends it without an error. */
export async function followLog(call: MethodCall, request: LogRequest): Promise<number> {
  const { client, context, output } = call;
  const { session_id, source } = request;
  const done = new AbortController();
  const signal = AbortSignal.any([context.signal, done.signal]);
  const print = logPrinter(output, request);
  const wakeups = new Wakeups(client.follow({ session: session_id, signal }));
  let { after, tail } = request;
  try {
    for (;;) {
      const { status } = await client.session.info({ session_id }, { signal });
      for (let more = true; more; ) {
        const page = {
          session_id,
          source,
          ...(after !== undefined && { after }),
          ...(tail !== undefined && { tail }),
        };
        const chunk = await client.session.logs(page, { signal });
        chunk.lines.forEach(print);
        ({ next: after, more } = chunk);
        tail = undefined;
      }
      // Asked before the last read: nothing is written to the log of a session that rests.
      if (over.has(status)) return 0;
      await wakeups.next(signal);
    }
  } finally {
    done.abort();
  }
}

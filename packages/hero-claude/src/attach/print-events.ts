import type { Client, HeroEvent, Session, SessionDetails } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import { rests } from './resting.ts';

function isRest({ type, data }: HeroEvent): boolean {
  return type === 'session.removed' || (type === 'session.changed' && rests(data as Session));
}

/**
 * Prints one line of JSON for every event of a session, as the server tells it: from now on, or after the
 * event with the id `after`. Ends when the session rests, or with Ctrl-C.
 */
export async function printEvents(
  { output, signal: stopped, onInterrupt }: CliContext,
  client: Client,
  session: SessionDetails,
  after: number | undefined,
): Promise<number> {
  const { session_id, updated_at: changedAt } = session;
  const isResting = rests(session);
  if (isResting && after === undefined) return 0;
  const left = new AbortController();
  const signal = AbortSignal.any([stopped, left.signal]);
  using _interrupts = onInterrupt(() => left.abort());
  for await (const event of client.follow({
    session: session_id,
    signal,
    ...(after !== undefined && { after }),
  })) {
    output.line(JSON.stringify(event));
    // Of a session that rests already, its last change is the end; an earlier rest is not.
    if (isResting ? event.type === 'session.changed' && event.at >= changedAt : isRest(event)) return 0;
  }
  stopped.throwIfAborted();
  return 0;
}

import type { Client, HeroEvent, SessionDetails, SessionStatus } from 'hero-claude-sdk';
import type { CliContext } from '../call/cli-context.ts';
import { jsonOf } from '../conversation/json.ts';

const resting = new Set<SessionStatus>(['stopped', 'completed', 'destroyed']);

function isRest({ type, data }: HeroEvent): boolean {
  return (
    type === 'session.removed' ||
    (type === 'session.changed' && resting.has(jsonOf(data)['status'] as SessionStatus))
  );
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
  const { session_id, status, updated_at: changedAt } = session;
  const rests = resting.has(status);
  if (rests && after === undefined) return 0;
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
    if (rests ? event.type === 'session.changed' && event.at >= changedAt : isRest(event)) return 0;
  }
  stopped.throwIfAborted();
  return 0;
}

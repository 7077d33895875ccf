import { TransportError } from './errors.ts';
import { parseEventStream } from './event-stream.ts';
import type { Transport } from './transport.ts';

/** One thing that happened, as the server stored it. */
export interface HeroEvent {
  /** Grows; pass it as `after` to go on from here. */
  id: number;
  session_id: string | null;
  /**
   * session.changed, session.progress, session.message, …; `reset`: what was known is of another database;
   * `partial`: a piece of a message that is still being written, which is not kept and has the id before it.
   */
  type: string;
  at: string;
  data: unknown;
}

export interface FollowOptions {
  /** A session id, or every session. */
  session?: string;
  /**
   * Only events of these types, such as `approval.asked`; all of them unless given. `partial` is one, too.
   * `reset` is always told.
   */
  types?: readonly string[];
  /** Events after this id; only new ones unless given. */
  after?: number;
  signal?: AbortSignal;
  /** Called each time the stream is open: what happens from then on is told. */
  onOpen?: () => void;
  /** Called when the stream broke and is opened again. */
  onReconnect?: (error: unknown) => void;
}

const firstWaitMs = 250;
const longestWaitMs = 5_000;

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}

function resetEvent(id: number): HeroEvent {
  return { id, session_id: null, type: 'reset', at: new Date().toISOString(), data: null };
}

function eventOf(name: string, id: string, data: string): HeroEvent {
  if (name === 'reset') return resetEvent(Number(id));
  const value = JSON.parse(data) as HeroEvent;
  if (name !== 'partial') return value;
  return {
    id: Number(id),
    session_id: value.session_id,
    type: name,
    at: new Date().toISOString(),
    data: value,
  };
}

/** A refusal will not get better by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof TransportError && error.status !== undefined && error.status < 500;
}

/** Follows events through broken connections and restarts of the server: each once, in order, until aborted. */
export async function* followEvents(
  transport: Transport,
  options: FollowOptions = {},
): AsyncGenerator<HeroEvent> {
  const { session = 'all', types, signal, onOpen, onReconnect } = options;
  const chosen = types === undefined ? '' : `&types=${encodeURIComponent(types.join(','))}`;
  const path = `/events?session=${encodeURIComponent(session)}${chosen}`;
  let lastEventId = options.after === undefined ? undefined : String(options.after);
  let waitMs = firstWaitMs;
  const isAborted = () => signal?.aborted === true;
  while (!isAborted()) {
    try {
      const text = await transport.stream(path, { signal, lastEventId });
      let isOpen = false;
      const events = parseEventStream(text, (id) => {
        lastEventId = id;
        if (!isOpen) onOpen?.();
        isOpen = true;
      });
      for await (const { id, event, data } of events) {
        waitMs = firstWaitMs;
        yield eventOf(event, id, data);
      }
    } catch (error) {
      if (isAborted()) return;
      if (isFinal(error)) throw error;
      onReconnect?.(error);
    }
    await wait(waitMs, signal);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

import type { Client, HeroEvent, MessageView } from 'hero-claude-sdk';
import { type Json, jsonOf, numberOf, parseJson, textOf } from './json.ts';

/** A line of the agent, wherever it was read from. */
export interface FeedMessage {
  kind: 'message';
  seq: number;
  /** ms since the epoch */
  at: number;
  /** undefined for a line that is no JSON */
  line: Json | undefined;
  /** The beginning of such a line. */
  raw: string;
  /** It was there before we looked. */
  past: boolean;
}

export type FeedItem =
  | FeedMessage
  /** Everything that was there has been told. */
  | { kind: 'present' }
  | { kind: 'event'; event: HeroEvent };

export interface FeedOptions {
  session_id: string;
  /** Lines after this one are told. */
  afterSeq: number;
  signal: AbortSignal;
  onOpen?: () => void;
  onReconnect?: (error: unknown) => void;
}

const pageSize = 200;

function fromView({ seq, at, line, raw }: MessageView, past: boolean): FeedMessage {
  return { kind: 'message', seq, at: Date.parse(at), line: line ?? undefined, raw: raw ?? '', past };
}

function fromEvent({ at, data }: HeroEvent): FeedMessage {
  const { seq, line } = jsonOf(data);
  const raw = textOf(line);
  return {
    kind: 'message',
    seq: numberOf(seq) ?? 0,
    at: Date.parse(at),
    line: parseJson(raw),
    raw: raw.slice(0, 1000),
    past: false,
  };
}

/**
 * The lines of a session after `afterSeq`, then what happens to it, each once and in order, through broken
 * connections and restarts of the server. The stream is opened before the past is read, and lines are counted
 * without gaps, so that none can fall between the two.
 */
export async function* sessionFeed(client: Client, options: FeedOptions): AsyncGenerator<FeedItem> {
  const { session_id, signal, onOpen, onReconnect } = options;
  let told = options.afterSeq;

  async function* stored(until: number, past: boolean): AsyncGenerator<FeedMessage> {
    for (let more = true; more && told < until; ) {
      const page = await client.session.messages({ session_id, after: told, limit: pageSize }, { signal });
      for (const message of page.messages) {
        told = message.seq;
        yield fromView(message, past);
      }
      more = page.more;
    }
  }

  let opened: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const events = client.follow({
    session: session_id,
    signal,
    onOpen: () => {
      opened();
      onOpen?.();
    },
    ...(onReconnect && { onReconnect }),
  });
  const first = events.next();
  await Promise.race([isOpen, first]);
  yield* stored(Number.POSITIVE_INFINITY, true);
  yield { kind: 'present' };
  for (let next = await first; next.done !== true; next = await events.next()) {
    const event = next.value;
    if (event.type !== 'session.message') {
      yield { kind: 'event', event };
      continue;
    }
    const message = fromEvent(event);
    if (message.seq > told + 1) yield* stored(message.seq - 1, false);
    if (message.seq <= told) continue;
    told = message.seq;
    yield message;
  }
}

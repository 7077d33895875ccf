import type { PartialText } from '../domain/agent/partial-text.ts';
import { type EventScope, type EventSource, isInScope, type ServerEvent } from '../domain/event-log.ts';

export interface FeedOptions extends EventScope {
  /** Whether what is being said and not yet whole is wanted, too. */
  partial: boolean;
  /** Where to go on; without it the feed begins with what happens next. */
  afterId?: number;
  heartbeatMs: number;
  /** Ends the feed. */
  signal: AbortSignal;
}

const pageSize = 100;
/** Of what is being said, so much waits for a reader; beyond it the reader sees only the whole line. */
const maxPartialChars = 128 * 1024;

/**
 * The frames of an SSE stream. New events only ring a bell; what is sent is always read from the log, after
 * the last id sent. So nothing is lost or doubled between replay and live, and a slow reader costs no memory:
 * its backlog stays in the log. What is being said and not yet whole is sent beside it, without an id.
 */
export async function* eventFrames(events: EventSource, options: FeedOptions): AsyncGenerator<string> {
  const { sessionId, types, heartbeatMs, signal } = options;
  const scope = { sessionId, types };
  const bell = new Bell();
  const unsubscribe = events.subscribe((event) => {
    if (isInScope(event, scope)) bell.ring();
  });
  const partial = new PartialBuffer();
  const unsubscribePartial = events.subscribePartial((text) => {
    if (!options.partial) return;
    if (sessionId !== null && text.session_id !== sessionId) return;
    partial.add(text);
    bell.ring();
  });
  const stop = (): void => bell.ring();
  signal.addEventListener('abort', stop);
  try {
    const latest = events.latestId();
    // An id from the future is from another database: there is nothing to go on from.
    const foreign = options.afterId !== undefined && options.afterId > latest;
    // One that was dropped since leaves a gap; from 0 on means all there is.
    const dropped = (options.afterId ?? 0) > 0 && (options.afterId ?? 0) < events.earliestId() - 1;
    let position = foreign ? latest : (options.afterId ?? latest);
    yield `retry: 2000\nid: ${position}\n${foreign || dropped ? 'event: reset\ndata: {}\n' : ''}\n`;
    let newest: number | undefined;
    while (!signal.aborted) {
      bell.silence();
      // Before the page: the whole line stands behind its pieces.
      for (const text of partial.take()) yield `event: partial\ndata: ${JSON.stringify(text)}\n\n`;
      const page = events.replay(position, scope, pageSize);
      for (const event of page) {
        position = event.id;
        yield frame(event);
        if (signal.aborted) return;
      }
      if (page.length > 0) continue;
      if (newest !== undefined) {
        // Nothing up to there is wanted: who comes back need not be looked for what lies before.
        yield newest > position ? `id: ${newest}\n: still here\n\n` : ': still here\n\n';
        position = Math.max(position, newest);
      }
      newest = (await bell.heard(heartbeatMs)) ? undefined : events.latestId();
    }
  } finally {
    unsubscribe();
    unsubscribePartial();
    signal.removeEventListener('abort', stop);
  }
}

/** Everybody who keeps up is handed the same event, so it is written out once. */
const frames = new WeakMap<ServerEvent, string>();

function frame(event: ServerEvent): string {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const made = `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  frames.set(event, made);
  return made;
}

/** Pieces of text that wait for one reader; one who is too slow loses them, and nothing else. */
class PartialBuffer {
  #texts: PartialText[] = [];
  #chars = 0;

  add(text: PartialText): void {
    this.#chars += text.text.length;
    if (this.#chars > maxPartialChars) this.#texts = [];
    else this.#texts.push(text);
  }

  take(): PartialText[] {
    const texts = this.#texts;
    this.#texts = [];
    this.#chars = 0;
    return texts;
  }
}

/** Remembers one ring until it is silenced. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  silence(): void {
    this.#rung = false;
  }

  /** Whether it rang; waits up to `timeoutMs` for it. */
  async heard(timeoutMs: number): Promise<boolean> {
    if (this.#rung) return true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
    return this.#rung;
  }
}

import type { EventSource, ServerEvent } from '../domain/event-log.ts';

export interface FeedOptions {
  /** `null`: the events of all sessions and of the server. */
  sessionId: string | null;
  /** Where to go on; without it the feed begins with what happens next. */
  afterId?: number;
  heartbeatMs: number;
  /** Ends the feed. */
  signal: AbortSignal;
}

const pageSize = 100;

/**
 * The frames of an SSE stream. New events only ring a bell; what is sent is always read from the log, after
 * the last id sent. So nothing is lost or doubled between replay and live, and a slow reader costs no memory:
 * its backlog stays in the log.
 */
export async function* eventFrames(events: EventSource, options: FeedOptions): AsyncGenerator<string> {
  const { sessionId, heartbeatMs, signal } = options;
  const bell = new Bell();
  const unsubscribe = events.subscribe((event) => {
    if (sessionId === null || event.session_id === sessionId) bell.ring();
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
    while (!signal.aborted) {
      bell.silence();
      const page = events.replay(position, sessionId, pageSize);
      for (const event of page) {
        position = event.id;
        yield frame(event);
        if (signal.aborted) return;
      }
      if (page.length > 0) continue;
      if (!(await bell.heard(heartbeatMs))) yield ': still here\n\n';
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', stop);
  }
}

function frame(event: ServerEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
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

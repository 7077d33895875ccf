import { createClient, type HeroEvent, type Transport, TransportError } from 'hero-claude-sdk';
import { watchedTransport } from './watched-transport.ts';

export type Connection =
  | { state: 'connecting' }
  /** Events arrive as they happen. */
  | { state: 'live' }
  /** Something on the way holds the stream back: the page asks again and again instead. */
  | { state: 'polling' }
  /** Nobody looks at the tab: it holds no connection, of which a browser has few for each host. */
  | { state: 'resting' }
  | { state: 'away'; since: number; reason: string }
  /** The server wants another token, or one at all. */
  | { state: 'refused'; reason: string };

export interface FeedTimes {
  /** How long a stream may take to say its first word. */
  firstBytesMs: number;
  /** The server says something every 15 seconds. */
  silenceMs: number;
  pollMs: number;
  /** How often a tab looks that holds no connection. */
  restPollMs: number;
}

/** How much this page is to hear: everything, what is told outside the page, or nothing but a look now and then. */
export type Attention = 'all' | 'little' | 'none';

/** What is told outside the page: by notifications and in its title. The lines of agents are not. */
const littleTypes = [
  'session.created',
  'session.changed',
  'session.removed',
  'approval.asked',
  'approval.settled',
];

const usualTimes: FeedTimes = {
  firstBytesMs: 5_000,
  silenceMs: 40_000,
  pollMs: 4_000,
  restPollMs: 60_000,
};

/** The one event stream of this tab. It comes back by itself and goes on where it was. */
export class EventFeed {
  readonly #transport: Transport;
  readonly #times: FeedTimes;
  readonly #listeners = new Set<(event: HeroEvent) => void>();
  readonly #watchers = new Set<() => void>();
  #connection: Connection = { state: 'connecting' };
  #running: AbortController | undefined;
  #lastId: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attention: Attention = 'all';
  /** Something may have happened that was not told. */
  #missed = false;

  constructor(transport: Transport, times: FeedTimes = usualTimes) {
    this.#transport = transport;
    this.#times = times;
  }

  connection = (): Connection => this.#connection;

  /** Tells of every change of `connection()`. */
  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Hears every event. `poll` events, which the server does not send, say that anything may have changed. */
  listen(listener: (event: HeroEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects, or connects anew, for instance with another token. */
  start(): void {
    this.close();
    const running = new AbortController();
    this.#running = running;
    if (this.#attention === 'none') {
      this.#become({ state: 'resting' });
      this.#rest(running.signal);
      return;
    }
    this.#become({ state: 'connecting' });
    void this.#run(running.signal);
  }

  /** Once everything is asked for again, everything may have changed. */
  attend(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    this.#missed = true;
    // What was left out is not told one by one.
    if (attention === 'all') this.#lastId = undefined;
    if (this.#running !== undefined && this.#connection.state !== 'refused') this.start();
  }

  close(): void {
    this.#running?.abort();
    this.#running = undefined;
    clearTimeout(this.#timer);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const transport = watchedTransport(this.#transport, {
      silenceMs: this.#times.silenceMs,
      onRequest: () => this.#expectFirstBytes(signal),
      onFirstBytes: () => this.#opened(),
    });
    const after = this.#lastId === undefined ? {} : { after: this.#lastId };
    const types = this.#attention === 'little' ? { types: littleTypes } : {};
    const onReconnect = (error: unknown) => this.#lost(error);
    try {
      for await (const event of createClient(transport).follow({ signal, onReconnect, ...after, ...types })) {
        if (typeof event.id === 'number') this.#lastId = event.id;
        this.#tell(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      clearTimeout(this.#timer);
      const refused = error instanceof TransportError && (error.status === 401 || error.status === 403);
      const reason = (error as Error).message;
      this.#become(refused ? { state: 'refused', reason } : { state: 'away', since: Date.now(), reason });
    }
  }

  #expectFirstBytes(signal: AbortSignal): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!signal.aborted) this.#poll(signal);
    }, this.#times.firstBytesMs);
  }

  #opened(): void {
    clearTimeout(this.#timer);
    this.#become({ state: 'live' });
    if (!this.#missed || this.#attention !== 'all') return;
    this.#missed = false;
    this.#tellAnything();
  }

  #lost(error: unknown): void {
    clearTimeout(this.#timer);
    this.#missed = true;
    if (this.#connection.state === 'away') return;
    this.#become({ state: 'away', since: Date.now(), reason: (error as Error).message });
  }

  #poll(signal: AbortSignal): void {
    this.#missed = true;
    this.#become({ state: 'polling' });
    this.#tellAnything();
    this.#timer = setTimeout(() => {
      if (!signal.aborted) this.#poll(signal);
    }, this.#times.pollMs);
  }

  #rest(signal: AbortSignal): void {
    this.#timer = setTimeout(() => {
      if (signal.aborted) return;
      this.#tellAnything();
      this.#rest(signal);
    }, this.#times.restPollMs);
  }

  #tellAnything(): void {
    this.#tell({
      id: this.#lastId ?? 0,
      session_id: null,
      type: 'poll',
      at: new Date().toISOString(),
      data: null,
    });
  }

  #tell(event: HeroEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    for (const watcher of this.#watchers) watcher();
  }
}

import type { Client, HeroEvent } from 'hero-claude-sdk';
import { type Entry, entryOfEvent, entryOfPage } from '../transcript/entry.ts';
import { Transcript } from '../transcript/transcript.ts';
import { LiveText } from './live-text.ts';

/** What a view needs to know; a new object with every change. */
export interface FeedState {
  transcript: Transcript;
  live: LiveText;
  /** Grows with every change of the transcript or of the live text. */
  version: number;
  status: 'loading' | 'ready' | 'failed';
  error: unknown;
  loadingEarlier: boolean;
}

const firstPage = 400;
/** Longer pages would keep the page from answering while they are taken in. */
const pageLength = 500;
/** So many are held without being asked for; more come on request. */
const heldLines = 12_000;
/** When it follows, no more than this stays at the top level. */
const mostRoots = 15_000;
const flushMs = 40;

/** The transcript of one session: its last page at once, then the earlier ones, then what happens. */
export class TranscriptFeed {
  readonly #client: Client;
  readonly #sessionId: string;
  readonly #watchers = new Set<() => void>();
  readonly #abort = new AbortController();
  readonly #arrived: Entry[] = [];
  #state: FeedState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #earlier: Promise<boolean> | undefined;
  #catching = false;
  #again = false;
  /** Whether old items may go when there are too many: not while somebody reads them. */
  mayTrim = true;

  constructor(client: Client, sessionId: string) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#state = fresh();
  }

  state = (): FeedState => this.#state;

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Loads the end of the conversation, which has `count` lines, and then what is before it; once more after a failure. */
  async open(count: number): Promise<void> {
    if (this.#state.status === 'failed') this.#become(fresh());
    try {
      await this.#readOn(Math.max(0, count - firstPage));
      this.#become({ status: 'ready' });
      while (!this.#abort.signal.aborted && this.#hasEarlier && this.#held < heldLines)
        await this.loadEarlier();
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#become({ status: 'failed', error });
    }
  }

  close(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  /** Puts one more page in front; false when there is none. Whoever asks meanwhile waits for the same page. */
  loadEarlier(): Promise<boolean> {
    const before = this.#state.transcript.firstSeq;
    if (before === null || before <= 1) return Promise.resolve(false);
    this.#earlier ??= this.#loadBefore(before).finally(() => {
      this.#earlier = undefined;
      this.#become({ loadingEarlier: false });
    });
    return this.#earlier;
  }

  /** Loads pages until `enough` says so or the beginning is reached. Nothing is let go of meanwhile. */
  async loadUntil(enough: (transcript: Transcript) => boolean): Promise<void> {
    this.mayTrim = false;
    while (!enough(this.#state.transcript) && (await this.loadEarlier()));
  }

  async #loadBefore(before: number): Promise<boolean> {
    const { transcript } = this.#state;
    this.#become({ loadingEarlier: true });
    const after = Math.max(0, before - 1 - pageLength);
    const { messages } = await this.#page(after, before - 1 - after);
    transcript.prepend(messages.map(entryOfPage));
    return messages.length > 0;
  }

  hear = (event: HeroEvent): void => {
    if (event.type === 'poll') this.#catchUp();
    else if (event.type === 'reset') this.#startOver();
    else if (event.session_id !== this.#sessionId) return;
    else if (event.type === 'partial') this.#hearPartial(event);
    else if (event.type === 'session.message') {
      const entry = entryOfEvent(event.at, event.data);
      if (entry === null) return;
      this.#arrived.push(entry);
      this.#flushSoon();
    }
  };

  get #hasEarlier(): boolean {
    return (this.#state.transcript.firstSeq ?? 0) > 1;
  }

  get #held(): number {
    const { firstSeq, lastSeq } = this.#state.transcript;
    return lastSeq - (firstSeq ?? lastSeq);
  }

  #hearPartial(event: HeroEvent): void {
    if (this.#state.live.hear(event)) this.#flushSoon();
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, flushMs);
  }

  /** Takes in what came, in its order; a hole is filled by asking. */
  #flush(): void {
    if (this.#state.status === 'loading') return;
    const { transcript, live } = this.#state;
    const arrived = this.#arrived.splice(0).sort((a, b) => a.seq - b.seq);
    for (const entry of arrived) {
      if (entry.seq > transcript.lastSeq + 1) {
        this.#catchUp();
        break;
      }
      transcript.append(entry);
      live.settle(entry.line);
    }
    if (this.mayTrim && transcript.roots.length > mostRoots) transcript.keepLast(mostRoots * 0.8);
    this.#become({});
  }

  #catchUp(): void {
    if (this.#state.status === 'loading') return;
    this.#again = true;
    if (!this.#catching) void this.#catchUpNow();
  }

  async #catchUpNow(): Promise<void> {
    this.#catching = true;
    while (this.#again && !this.#abort.signal.aborted) {
      this.#again = false;
      // What fails here is asked for again by the next event, or when the stream is back.
      await this.#readOn(this.#state.transcript.lastSeq).catch(() => undefined);
    }
    this.#catching = false;
    this.#flushSoon();
  }

  #startOver(): void {
    this.#arrived.length = 0;
    this.#state = { ...fresh(), status: 'ready' };
    this.#catchUp();
  }

  async #readOn(after: number): Promise<void> {
    const { transcript, live } = this.#state;
    for (let from = after, more = true; more; ) {
      const page = await this.#page(from, pageLength);
      for (const message of page.messages) {
        transcript.append(entryOfPage(message));
        live.settle(message.line);
      }
      ({ next: from, more } = page);
      this.#become({});
    }
  }

  #page(after: number, limit: number) {
    const params = { session_id: this.#sessionId, after, limit };
    return this.#client.call('session.messages', params, { signal: this.#abort.signal });
  }

  #become(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change, version: this.#state.version + 1 };
    for (const watcher of this.#watchers) watcher();
  }
}

function fresh(): FeedState {
  return {
    transcript: new Transcript(),
    live: new LiveText(),
    version: 0,
    status: 'loading',
    error: null,
    loadingEarlier: false,
  };
}

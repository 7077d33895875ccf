import type { EventFeed } from './event-feed.ts';
import { watchHidden } from './hidden-page.ts';

const watchLock = 'hero-claude-watch';

/**
 * A browser has six connections for a host over HTTP/1.1, and tabs nobody looks at would hold them all. With
 * `mustWatch` one hidden tab of the browser stays connected, because it tells of what happens. Returns how to stop.
 */
export function restWhileHidden(feed: EventFeed, mustWatch: () => boolean): () => void {
  let shown = new AbortController();

  /** Of all hidden tabs the one that gets the lock listens; the others wait for their turn. */
  async function listenInTurn({ signal }: AbortController): Promise<void> {
    await navigator.locks.request(watchLock, { signal }, async () => {
      feed.attend('little');
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    });
  }

  const stop = watchHidden((hidden) => {
    shown.abort();
    shown = new AbortController();
    feed.attend(hidden ? 'none' : 'all');
    // A wait for the lock that is given up is no fault.
    if (hidden && mustWatch()) listenInTurn(shown).catch(() => undefined);
  });
  return () => {
    stop();
    shown.abort();
  };
}

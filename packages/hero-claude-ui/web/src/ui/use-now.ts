import { useSyncExternalStore } from 'react';

const tickMs = 15_000;

/** One clock for all times on the page: a fleet shows hundreds. It runs while somebody watches. */
class Clock {
  readonly #watchers = new Set<() => void>();
  #now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;

  now = (): number => this.#now;

  watch = (watcher: () => void): (() => void) => {
    if (this.#watchers.size === 0) {
      this.#now = Date.now();
      this.#timer = setInterval(this.#tick, tickMs);
    }
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) clearInterval(this.#timer);
    };
  };

  readonly #tick = (): void => {
    this.#now = Date.now();
    for (const watcher of this.#watchers) watcher();
  };
}

const clock = new Clock();

/** The time, told again every quarter of a minute. */
export function useNow(): number {
  return useSyncExternalStore(clock.watch, clock.now);
}

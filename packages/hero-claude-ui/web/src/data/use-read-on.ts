import { useEffect, useState } from 'react';
import { untilShown } from './hidden-page.ts';

/** What was read of something that grows. */
export interface ReadOn<Held> {
  held: Held;
  /** Nothing was read yet. */
  loading: boolean;
  error: unknown;
}

export interface Piece<Held> {
  /** Joins the piece with what is held; the same object when it adds nothing. */
  join: (held: Held) => Held;
  /** More lies ready: it is read at once. */
  more: boolean;
}

/** Reads the next piece, and remembers where it ended. */
export type Reader<Held> = (signal: AbortSignal) => Promise<Piece<Held>>;

export interface ReadOnOptions<Held> {
  empty: Held;
  /** Begins from the start; a new function means something else to read. */
  open: () => Reader<Held>;
  pollMs: number;
}

/** Reads what grows, piece by piece, while somebody looks at it. */
export function useReadOn<Held>({ empty, open, pollMs }: ReadOnOptions<Held>): ReadOn<Held> {
  const [state, setState] = useState<ReadOn<Held>>({ held: empty, loading: true, error: null });
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const read = open();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState({ held: empty, loading: true, error: null });

    async function readOn(): Promise<void> {
      await untilShown(signal);
      if (signal.aborted) return;
      let waitMs = pollMs;
      try {
        const { join, more } = await read(signal);
        if (signal.aborted) return;
        if (more) waitMs = 0;
        setState((before) => {
          const held = join(before.held);
          const same = held === before.held && !before.loading && before.error === null;
          return same ? before : { held, loading: false, error: null };
        });
      } catch (error) {
        if (signal.aborted) return;
        setState((before) => ({ ...before, loading: false, error }));
      }
      if (!signal.aborted) timer = setTimeout(() => void readOn(), waitMs);
    }
    void readOn();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [empty, open, pollMs]);
  return state;
}

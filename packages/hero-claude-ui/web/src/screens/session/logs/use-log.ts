import type { LogSource, Session } from 'hero-claude-sdk';
import { useEffect, useRef, useState } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { untilShown } from '../../../data/hidden-page.ts';

const pollMs = 1_500;
const mostLines = 5_000;
const firstLines = 1_000;

export interface LogState {
  lines: readonly string[];
  /** Lines that came before those that are held. */
  dropped: number;
  loading: boolean;
  error: unknown;
}

const empty: LogState = { lines: [], dropped: 0, loading: true, error: null };

/** The end of a log, read on while it is looked at. */
export function useLog({ session_id }: Pick<Session, 'session_id'>, source: LogSource): LogState {
  const { client } = useHero();
  const [state, setState] = useState(empty);
  const shown = useRef('');
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let after: number | undefined;
    const key = `${session_id}/${source}`;
    if (shown.current !== key) setState(empty);
    shown.current = key;

    async function read(): Promise<void> {
      await untilShown(abort.signal);
      if (abort.signal.aborted) return;
      let more = false;
      try {
        const place = after === undefined ? { tail: firstLines } : { after, limit: firstLines };
        const chunk = await client.session.logs({ session_id, source, ...place }, { signal: abort.signal });
        const begins = after === undefined;
        after = chunk.next;
        ({ more } = chunk);
        if (begins || chunk.lines.length > 0) {
          setState((before) => joined(begins ? empty : before, chunk.lines));
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        setState((before) => ({ ...before, loading: false, error }));
      }
      if (!abort.signal.aborted) timer = setTimeout(() => void read(), more ? 0 : pollMs);
    }
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [client, session_id, source]);
  return state;
}

function joined({ lines, dropped }: LogState, more: readonly string[]): LogState {
  const all = [...lines, ...more];
  const excess = Math.max(0, all.length - mostLines);
  return {
    lines: excess === 0 ? all : all.slice(excess),
    dropped: dropped + excess,
    loading: false,
    error: null,
  };
}

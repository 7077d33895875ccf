import type { LogSource, Session } from 'hero-claude-sdk';
import { useCallback } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { type ReadOn, useReadOn } from '../../../data/use-read-on.ts';

const pollMs = 1_500;
const mostLines = 5_000;
const firstLines = 1_000;

export interface HeldLog {
  lines: readonly string[];
  /** Lines that came before those that are held. */
  dropped: number;
}

const empty: HeldLog = { lines: [], dropped: 0 };

/** The end of a log, read on while it is looked at. */
export function useLog({ session_id }: Pick<Session, 'session_id'>, source: LogSource): ReadOn<HeldLog> {
  const { client } = useHero();
  const open = useCallback(() => {
    let after: number | undefined;
    return async (signal: AbortSignal) => {
      const place = after === undefined ? { tail: firstLines } : { after, limit: firstLines };
      const { lines, next, more } = await client.session.logs({ session_id, source, ...place }, { signal });
      after = next;
      return { join: (held: HeldLog) => joined(held, lines), more };
    };
  }, [client, session_id, source]);
  return useReadOn({ empty, open, pollMs });
}

function joined(held: HeldLog, more: readonly string[]): HeldLog {
  if (more.length === 0) return held;
  const all = [...held.lines, ...more];
  const excess = Math.max(0, all.length - mostLines);
  return { lines: excess === 0 ? all : all.slice(excess), dropped: held.dropped + excess };
}

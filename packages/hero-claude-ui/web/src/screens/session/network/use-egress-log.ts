import type { EgressDecision } from 'hero-claude-sdk';
import { useEffect, useState } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { untilShown } from '../../../data/hidden-page.ts';

const pollMs = 2_500;
const pageLength = 500;
const mostDecisions = 2_000;

export interface EgressLog {
  /** Newest first. */
  decisions: readonly EgressDecision[];
  loading: boolean;
  error: unknown;
}

const empty: EgressLog = { decisions: [], loading: true, error: null };

/** What the session asked the network for, read on while it is looked at. */
export function useEgressLog(sessionId: string): EgressLog {
  const { client } = useHero();
  const [log, setLog] = useState(empty);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let after = 0;
    setLog(empty);

    async function read(): Promise<void> {
      await untilShown(abort.signal);
      if (abort.signal.aborted) return;
      let waitMs = pollMs;
      try {
        const params = { session_id: sessionId, after, limit: pageLength };
        const { decisions, next_after } = await client.egress.log(params, { signal: abort.signal });
        after = next_after;
        if (decisions.length >= pageLength) waitMs = 0;
        setLog((before) => ({ decisions: merged(before.decisions, decisions), loading: false, error: null }));
      } catch (error) {
        if (abort.signal.aborted) return;
        setLog((before) => ({ ...before, loading: false, error }));
      }
      if (!abort.signal.aborted) timer = setTimeout(() => void read(), waitMs);
    }
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [client, sessionId]);
  return log;
}

/** A decision that is told again has counted on. */
function merged(
  before: readonly EgressDecision[],
  more: readonly EgressDecision[],
): readonly EgressDecision[] {
  if (more.length === 0) return before;
  const byId = new Map([...before, ...more].map((decision) => [decision.id, decision]));
  return [...byId.values()]
    .sort((a, b) => b.last_at.localeCompare(a.last_at) || b.id - a.id)
    .slice(0, mostDecisions);
}

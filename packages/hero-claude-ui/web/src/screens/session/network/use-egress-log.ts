import type { EgressDecision } from 'hero-claude-sdk';
import { useCallback } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { type ReadOn, useReadOn } from '../../../data/use-read-on.ts';

const pollMs = 2_500;
const pageLength = 500;
const mostDecisions = 2_000;

type Decisions = readonly EgressDecision[];

const empty: Decisions = [];

/** What the session asked the network for, newest first, read on while it is looked at. */
export function useEgressLog(sessionId: string): ReadOn<Decisions> {
  const { client } = useHero();
  const open = useCallback(() => {
    let after = 0;
    return async (signal: AbortSignal) => {
      const params = { session_id: sessionId, after, limit: pageLength };
      const { decisions, next_after } = await client.egress.log(params, { signal });
      after = next_after;
      return {
        join: (held: Decisions) => merged(held, decisions),
        more: decisions.length >= pageLength,
      };
    };
  }, [client, sessionId]);
  return useReadOn({ empty, open, pollMs });
}

/** A decision that is told again has counted on. */
function merged(held: Decisions, more: Decisions): Decisions {
  if (more.length === 0) return held;
  const byId = new Map([...held, ...more].map((decision) => [decision.id, decision]));
  return [...byId.values()]
    .sort((a, b) => b.last_at.localeCompare(a.last_at) || b.id - a.id)
    .slice(0, mostDecisions);
}

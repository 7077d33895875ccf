import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Turn } from 'hero-claude-sdk';
import { useHero } from '../../../data/hero-context.tsx';

/** The most the server gives at once. */
const pageLength = 100;
const mostTurns = 2_000;

/** All turns of a session, oldest first; read again when its state changes. */
export function useTurns(sessionId: string, updatedAt: string) {
  const { client } = useHero();
  return useQuery({
    queryKey: ['session.turns', sessionId, updatedAt],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const turns: Turn[] = [];
      for (let after = 0, more = true; more && turns.length < mostTurns; ) {
        const params = { session_id: sessionId, after, limit: pageLength };
        const page = await client.session.turns(params, { signal });
        turns.push(...page.turns);
        ({ next: after, more } = page);
      }
      return turns;
    },
  });
}

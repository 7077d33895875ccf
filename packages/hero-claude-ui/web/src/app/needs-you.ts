import { useRpc } from '../data/rpc-query.ts';
import { useSessions } from '../data/sessions.ts';

/** How many sessions wait for a person. */
export function useNeedsYou(): number {
  const { data } = useSessions();
  return data?.filter(({ bucket }) => bucket === 'needs_you').length ?? 0;
}

/** How many questions wait, for the badge of a route; 0 for the others. */
export function useRouteCount(path: string): number {
  const sessions = useNeedsYou();
  const { data } = useRpc('approval.list', {});
  if (path === '/') return sessions;
  return path === '/inbox' ? (data?.approvals.length ?? 0) : 0;
}

import { useRpc } from '../data/rpc-query.ts';

/** How many sessions wait for a person. */
export function useNeedsYou(): number {
  const { data } = useRpc('session.list', {});
  return data?.filter(({ bucket }) => bucket === 'needs_you').length ?? 0;
}

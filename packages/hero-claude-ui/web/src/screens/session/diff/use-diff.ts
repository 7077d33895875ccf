import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { RepoDiff, Session } from 'hero-claude-sdk';
import { useEffect, useRef, useState } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { rpcQuery } from '../../../data/rpc-query.ts';

const pageLength = 200;

/** The changes of a session; read anew when the agent comes to rest. */
export function useDiff(session: Session) {
  const { call } = useHero();
  const { session_id } = session;
  const queries = useQueryClient();
  const options = rpcQuery(call, 'session.diff', { session_id, limit: pageLength });
  const query = useQuery({ ...options, staleTime: Number.POSITIVE_INFINITY });
  const [loadingMore, setLoadingMore] = useState<string | null>(null);
  const rest = session.agent?.state === 'idle' || session.status !== 'running';
  const { refetch } = query;
  const first = useRef(true);
  useEffect(() => {
    if (!first.current && rest) void refetch();
    first.current = false;
  }, [rest, session.updated_at, refetch]);

  async function loadMore({ name, next }: RepoDiff): Promise<void> {
    if (next === null || loadingMore !== null) return;
    setLoadingMore(name);
    try {
      const params = { session_id, repo: name, after: next, limit: pageLength };
      const [page] = (await call('session.diff', params)) as RepoDiff[];
      queries.setQueryData(options.queryKey, (repos) =>
        repos?.map((repo) =>
          repo.name === name && page !== undefined
            ? { ...repo, files: [...repo.files, ...page.files], next: page.next }
            : repo,
        ),
      );
    } finally {
      setLoadingMore(null);
    }
  }
  return { query, loadMore, loadingMore };
}

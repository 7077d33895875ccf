import type { QueryClient } from '@tanstack/react-query';
import type { HeroEvent, ListedSession, MethodName, Progress, SessionDetails } from 'hero-claude-sdk';
import type { EventFeed } from './event-feed.ts';
import { invalidate } from './rpc-query.ts';

/** Which answers an event makes stale, by the noun of its type. */
const staleAfter: Record<string, readonly MethodName[]> = {
  session: ['session.list', 'session.info', 'trash.list', 'server.info'],
  approval: ['approval.list', 'approval.rules', 'session.list', 'session.info'],
  queue: ['queue.list'],
};

/** Several events close together cost one question. */
const gatherMs = 250;

function patchProgress(queries: QueryClient, { session_id, data }: HeroEvent): void {
  const progress = data as Progress;
  const patch = <T extends { session_id: string }>(session: T): T =>
    session.session_id === session_id ? { ...session, progress } : session;
  queries.setQueriesData<ListedSession[]>({ queryKey: ['session.list'] }, (list) => list?.map(patch));
  queries.setQueriesData<SessionDetails>(
    { queryKey: ['session.info'] },
    (session) => session && patch(session),
  );
}

/** Keeps what is on screen true to the events. Returns how to stop. */
export function applyEvents(feed: EventFeed, queries: QueryClient): () => void {
  const stale = new Set<MethodName>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    timer = undefined;
    const methods = [...stale];
    stale.clear();
    void invalidate(queries, methods);
  }

  const stop = feed.listen((event) => {
    if (event.type === 'reset' || event.type === 'poll') {
      void queries.invalidateQueries();
      return;
    }
    if (event.type === 'session.progress') {
      patchProgress(queries, event);
      return;
    }
    // Lines of agents are many; whoever shows them listens for themselves.
    if (event.type === 'session.message' || event.type === 'partial') return;
    const [noun = ''] = event.type.split('.');
    for (const method of staleAfter[noun] ?? []) stale.add(method);
    if (stale.size > 0) timer ??= setTimeout(flush, gatherMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

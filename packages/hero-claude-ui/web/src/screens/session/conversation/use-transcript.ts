import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useEvents, useHero } from '../../../data/hero-context.tsx';
import { type FeedState, TranscriptFeed } from './transcript-feed.ts';

/** The transcript of a session, kept up to date while the component is there. */
export function useTranscript(sessionId: string, count: number): { feed: TranscriptFeed; state: FeedState } {
  const { client } = useHero();
  const feed = useMemo(() => new TranscriptFeed(client, sessionId), [client, sessionId]);
  useEffect(() => {
    void feed.open(count);
    return () => feed.close();
    // The count only says where the end is when it opens.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  }, [feed]);
  useEvents(feed.hear);
  return { feed, state: useSyncExternalStore(feed.watch, feed.state) };
}

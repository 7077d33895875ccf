import type { Client, HeroEvent, MethodName } from 'hero-claude-sdk';
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Connection, EventFeed } from './event-feed.ts';
import type { TokenStore } from './token.ts';

/** What every screen may use; made once by `main.tsx`. */
export interface Hero {
  client: Client;
  /** `client.call` for methods known only at run time. */
  call: (method: MethodName, params: object, options?: { signal?: AbortSignal }) => Promise<unknown>;
  feed: EventFeed;
  token: TokenStore;
  /** Where the server's paths begin, with a slash at the end. */
  baseUrl: string;
}

const HeroContext = createContext<Hero | undefined>(undefined);

export function HeroProvider({ hero, children }: { hero: Hero; children: ReactNode }) {
  return <HeroContext value={hero}>{children}</HeroContext>;
}

export function useHero(): Hero {
  const hero = useContext(HeroContext);
  if (hero === undefined) throw new Error('useHero needs a HeroProvider above it');
  return hero;
}

export function useConnection(): Connection {
  const { feed } = useHero();
  return useSyncExternalStore(feed.watch, feed.connection);
}

/** Hears the events of the stream while the component is there. */
export function useEvents(listener: (event: HeroEvent) => void): void {
  const { feed } = useHero();
  useEffect(() => feed.listen(listener), [feed, listener]);
}

import './ui/tokens.css';
import './ui/base.css';
import { QueryClient } from '@tanstack/react-query';
import { createClient, fetchTransport, RpcCallError } from 'hero-claude-sdk';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { basePath, baseUrl } from './data/base-url.ts';
import { EventFeed } from './data/event-feed.ts';
import type { Hero } from './data/hero-context.tsx';
import { TokenStore } from './data/token.ts';

const token = new TokenStore(basePath());
const transport = fetchTransport({ baseUrl: baseUrl(), token: () => token.get() });
const client = createClient(transport);
const hero: Hero = {
  client,
  call: async (method, params, options) => client.call(method as 'session.list', params, options),
  feed: new EventFeed(transport),
  token,
  baseUrl: baseUrl(),
};

/** The event stream says what is stale, so answers are good until it does. A refusal does not change by asking again. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (failures, error) => !(error instanceof RpcCallError) && failures < 3,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const place = document.getElementById('app');
if (place === null) throw new Error('The page has no place for the app');
createRoot(place).render(<App hero={hero} queries={queries} />);

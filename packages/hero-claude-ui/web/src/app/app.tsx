import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Route, Router, Switch } from 'wouter';
import { applyEvents } from '../data/event-effects.ts';
import { type Hero, HeroProvider, useConnection, useHero } from '../data/hero-context.tsx';
import { restWhileHidden } from '../data/rest-while-hidden.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { hrefOf, useHashPath, useHashSearch } from './hash-location.ts';
import { Layout } from './layout.tsx';
import { LoginScreen } from './login-screen.tsx';
import { useNeedsYou } from './needs-you.ts';
import { areNotificationsOn } from './notifications.ts';
import { usePageTitle } from './page-title.ts';
import { type RouteEntry, routes } from './routes.tsx';
import { ThemeProvider } from './theme.tsx';

function Screen({ route }: { route: RouteEntry }) {
  usePageTitle(route.title, useNeedsYou());
  const Shown = route.screen;
  return <Shown />;
}

function NoSuchPage() {
  return (
    <EmptyState title="There is no such page" actions={<a href={hrefOf('/')}>Go to the fleet</a>}>
      The address may be from another version of hero-claude.
    </EmptyState>
  );
}

function Screens() {
  const { state } = useConnection();
  if (state === 'refused') return <LoginScreen />;
  return (
    <Layout>
      <Switch>
        {routes.map((route) => (
          <Route key={route.path} path={route.path}>
            <Screen route={route} />
          </Route>
        ))}
        <Route component={NoSuchPage} />
      </Switch>
    </Layout>
  );
}

/** Runs the event stream while the page is open. */
function Feed({ queries }: { queries: QueryClient }) {
  const { feed } = useHero();
  useEffect(() => {
    const stop = applyEvents(feed, queries);
    const stopResting = restWhileHidden(feed, areNotificationsOn);
    feed.start();
    return () => {
      stopResting();
      stop();
      feed.close();
    };
  }, [feed, queries]);
  return null;
}

export function App({ hero, queries }: { hero: Hero; queries: QueryClient }) {
  return (
    <HeroProvider hero={hero}>
      <QueryClientProvider client={queries}>
        <ThemeProvider>
          <ToastProvider>
            <Router hook={useHashPath} searchHook={useHashSearch} hrefs={hrefOf}>
              <Feed queries={queries} />
              <Screens />
            </Router>
          </ToastProvider>
        </ThemeProvider>
      </QueryClientProvider>
    </HeroProvider>
  );
}

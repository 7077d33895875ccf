import { useSyncExternalStore } from 'react';

/** Routes live behind the `#`: the page works below any path, and a reload asks for nothing else. */
function watch(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

function split(): [path: string, search: string] {
  const hash = location.hash.replace(/^#\/?/, '/');
  const [path = '/', search = ''] = (hash === '' ? '/' : hash).split('?', 2);
  return [path, search];
}

/** Goes to a route, with its query after `?`. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const url = `${location.pathname}${location.search}#${to}`;
  if (options.replace === true) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The location hook of the router. */
export function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(watch, () => split()[0]), navigate];
}

/** The search hook of the router: what stands behind `?` in the hash. */
export function useHashSearch(): string {
  return useSyncExternalStore(watch, () => split()[1]);
}

/** The address of a route, for links. */
export function hrefOf(path: string): string {
  return `#${path}`;
}

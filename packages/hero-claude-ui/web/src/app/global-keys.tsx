import { useRef } from 'react';
import { navigate } from './hash-location.ts';
import { useApprovalNotifications } from './notifications.ts';
import { useKeys } from './use-keys.ts';

const goTo: Record<string, string> = { f: '/', i: '/inbox', r: '/repositories' };
const secondKeyMs = 1_000;

/** The keys that work on every screen. */
export function GlobalKeys() {
  const going = useRef(0);
  const second = (key: string) => {
    const to = goTo[key];
    if (to !== undefined && performance.now() - going.current < secondKeyMs) navigate(to);
  };
  useApprovalNotifications();
  useKeys({
    '/': () => document.querySelector<HTMLInputElement>('main [data-search]')?.focus(),
    '?': () => navigate('/help'),
    n: () => navigate('/new'),
    g: () => {
      going.current = performance.now();
    },
    f: () => second('f'),
    i: () => second('i'),
    r: () => second('r'),
  });
  return null;
}

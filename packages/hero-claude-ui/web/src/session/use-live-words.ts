import type { HeroEvent } from 'hero-claude-sdk';
import { useCallback, useRef, useState } from 'react';
import { useEvents } from '../data/hero-context.tsx';
import { lastWords } from '../data/last-words.ts';

/** How often the screen follows agents that write fast. */
const showEveryMs = 500;

/** What each agent said or did last since this screen is open, by session. */
export function useLiveWords(): ReadonlyMap<string, string> {
  const [shown, setShown] = useState<ReadonlyMap<string, string>>(new Map());
  const latest = useRef(new Map<string, string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hear = useCallback((event: HeroEvent) => {
    const words = lastWords(event);
    if (words === undefined || event.session_id === null) return;
    latest.current.set(event.session_id, words);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setShown(new Map(latest.current));
    }, showEveryMs);
  }, []);
  useEvents(hear);
  return shown;
}

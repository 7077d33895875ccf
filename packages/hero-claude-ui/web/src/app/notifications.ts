import type { HeroEvent } from 'hero-claude-sdk';
import { useCallback, useRef, useState } from 'react';
import { useEvents } from '../data/hero-context.tsx';
import { useSessions } from '../data/sessions.ts';

const storageKey = 'hero-claude-notify';

export interface Notifications {
  /** Whether this browser can show any. */
  possible: boolean;
  on: boolean;
  turn: (on: boolean) => Promise<void>;
}

/** Whether whoever uses this browser asked for them. */
export function areNotificationsOn(): boolean {
  return (
    'Notification' in window &&
    Notification.permission === 'granted' &&
    localStorage.getItem(storageKey) === 'on'
  );
}

/** Notifications of the browser: only for whoever asked for them. */
export function useNotifications(): Notifications {
  const [on, setOn] = useState(areNotificationsOn);
  return {
    possible: 'Notification' in window && Notification.permission !== 'denied',
    on,
    async turn(wanted) {
      if (wanted) await Notification.requestPermission();
      localStorage.setItem(storageKey, wanted ? 'on' : 'off');
      setOn(areNotificationsOn());
    },
  };
}

/** Tells of a new question while nobody looks at the page. What the agent asks stays in the page. */
export function useApprovalNotifications(): void {
  const { data: sessions } = useSessions();
  const known = useRef(sessions);
  known.current = sessions;
  const hear = useCallback(({ type, session_id, data }: HeroEvent) => {
    if (type !== 'approval.asked' || !document.hidden || !areNotificationsOn()) return;
    const name = known.current?.find((session) => session.session_id === session_id)?.name ?? session_id;
    const { tool } = data as { tool?: string };
    const shown = new Notification('An agent waits for you', {
      body: `${tool ?? 'A question'} in session ${name}`,
      tag: `hero-claude-${session_id}`,
    });
    shown.addEventListener('click', () => {
      window.focus();
      location.hash = '#/inbox';
    });
  }, []);
  useEvents(hear);
}

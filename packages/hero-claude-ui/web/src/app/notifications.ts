import type { HeroEvent } from 'hero-claude-sdk';
import { useCallback, useState } from 'react';
import { useEvents } from '../data/hero-context.tsx';

const storageKey = 'hero-claude-notify';

export interface Notifications {
  /** Whether this browser can show any. */
  possible: boolean;
  on: boolean;
  turn: (on: boolean) => Promise<void>;
}

function isOn(): boolean {
  return (
    'Notification' in window &&
    Notification.permission === 'granted' &&
    localStorage.getItem(storageKey) === 'on'
  );
}

/** Notifications of the browser: only for whoever asked for them. */
export function useNotifications(): Notifications {
  const [on, setOn] = useState(isOn);
  return {
    possible: 'Notification' in window && Notification.permission !== 'denied',
    on,
    async turn(wanted) {
      if (wanted) await Notification.requestPermission();
      localStorage.setItem(storageKey, wanted ? 'on' : 'off');
      setOn(isOn());
    },
  };
}

/** Tells of a new question while nobody looks at the page. What the agent asks stays in the page. */
export function useApprovalNotifications(): void {
  const hear = useCallback((event: HeroEvent) => {
    if (event.type !== 'approval.asked' || !document.hidden || !isOn()) return;
    const { tool } = event.data as { tool?: string };
    const shown = new Notification('An agent waits for you', {
      body: `${tool ?? 'A question'} in session ${event.session_id}`,
      tag: `hero-claude-${event.session_id}`,
    });
    shown.addEventListener('click', () => {
      window.focus();
      location.hash = '#/inbox';
    });
  }, []);
  useEvents(hear);
}

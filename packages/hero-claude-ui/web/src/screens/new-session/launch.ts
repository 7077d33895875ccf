import type { HeroEvent, Progress, Session } from 'hero-claude-sdk';
import { useCallback, useRef, useState } from 'react';
import { useEvents, useHero } from '../../data/hero-context.tsx';
import type { CreateParams } from './session-form.ts';

export interface Launch {
  state: 'idle' | 'creating' | 'starting' | 'failed';
  /** The steps so far, the latest last. */
  steps: readonly Progress[];
  error: unknown;
  /** The session, as soon as there is one; it stays when the start fails. */
  sessionId: string | undefined;
}

const idle: Launch = { state: 'idle', steps: [], error: undefined, sessionId: undefined };

/** Creates a session and starts it, and tells how far that is. */
export function useLaunch(onRunning: (session: Session) => void) {
  const { client } = useHero();
  const [launch, setLaunch] = useState(idle);
  const following = useRef<string | undefined>(undefined);

  const hear = useCallback((event: HeroEvent) => {
    // The first session that comes into being while this call is under way.
    if (event.type === 'session.created' && following.current === '')
      following.current = event.session_id ?? '';
    if (event.type !== 'session.progress' || event.session_id !== following.current) return;
    const progress = event.data as Progress;
    setLaunch((before) => ({
      ...before,
      steps: [...before.steps.filter(({ phase }) => phase !== progress.phase), progress],
    }));
  }, []);
  useEvents(hear);

  async function go(params: CreateParams, start: boolean): Promise<void> {
    following.current = '';
    setLaunch({ ...idle, state: 'creating' });
    try {
      const session = await client.session.create(params);
      const { session_id } = session;
      following.current = session_id;
      setLaunch((before) => ({ ...before, sessionId: session_id, state: 'starting' }));
      onRunning(start ? await client.session.start({ session_id }) : session);
    } catch (error) {
      setLaunch((before) => ({ ...before, state: 'failed', error }));
    } finally {
      following.current = undefined;
    }
  }
  return { launch, go };
}

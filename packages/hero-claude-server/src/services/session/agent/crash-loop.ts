import type { Problem } from '../../../domain/session/session.ts';

/** The agent is not brought back by itself any more. */
export function crashLoop(sessionId: string, attempts: number, reason: string): Problem {
  return {
    kind: 'agent.crash_loop',
    message:
      `${reason}. It was started again ${attempts} times in a row and did not last. hero-claude session logs ${sessionId} --source container shows what it said; ` +
      `session start tries again.`,
    since: new Date().toISOString(),
  };
}

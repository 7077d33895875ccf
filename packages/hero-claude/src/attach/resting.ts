import type { Session, SessionStatus } from 'hero-claude-sdk';

const resting = new Set<SessionStatus>(['stopped', 'completed', 'destroyed']);

/** Nothing happens to the session any more, until somebody wants it to; after a crash it goes on by itself. */
export function rests({
  status,
  resume,
}: Pick<Session, 'status'> & Partial<Pick<Session, 'resume'>>): boolean {
  return resting.has(status) && (resume ?? null) === null;
}

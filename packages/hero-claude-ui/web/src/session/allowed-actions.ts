import type { Session, SessionStatus } from 'hero-claude-sdk';

export type SessionStep = 'start' | 'stop' | 'finish' | 'sync' | 'destroy' | 'restore';

/** Where the server takes each step; it has the last word. */
const allowedFrom: Record<SessionStep, readonly SessionStatus[]> = {
  start: ['created', 'stopped', 'completed'],
  stop: ['running', 'starting'],
  finish: ['running', 'stopped'],
  sync: ['created', 'running', 'stopped', 'completed'],
  destroy: ['created', 'running', 'stopped', 'completed'],
  restore: ['destroyed'],
};

export function isAllowed(step: SessionStep, { status }: Pick<Session, 'status'>): boolean {
  return allowedFrom[step].includes(status);
}

import { z } from 'zod';

export const SessionStatus = z
  .enum([
    'creating',
    'created',
    'starting',
    'running',
    'stopping',
    'stopped',
    'completing',
    'completed',
    'destroyed',
  ])
  .meta({ id: 'SessionStatus', description: 'Where a session is in its life' });
export type SessionStatus = z.infer<typeof SessionStatus>;

/** What a caller, or the world, can do to a session. */
export type SessionAction =
  | 'start'
  | 'stop'
  | 'finish'
  | 'sync'
  | 'exec'
  | 'send'
  | 'queue'
  | 'interrupt'
  | 'configure'
  | 'diff'
  | 'update'
  | 'destroy'
  | 'restore';

/**
 * The statuses from which each action is allowed; anything else is `session.wrong_state`. A session that is
 * `starting` can be stopped as well: that cuts the start.
 */
export const allowedFrom: Readonly<Record<SessionAction, readonly SessionStatus[]>> = {
  start: ['created', 'stopped', 'completed'],
  stop: ['running', 'stopped', 'created', 'completed'],
  finish: ['running', 'stopped'],
  sync: ['created', 'running', 'stopped', 'completed'],
  exec: ['created', 'running', 'stopped', 'completed'],
  send: ['running'],
  queue: ['created', 'starting', 'running', 'stopping', 'stopped', 'completing', 'completed'],
  interrupt: ['running'],
  configure: ['created', 'running', 'stopped', 'completed'],
  diff: ['created', 'running', 'stopped', 'completed'],
  update: ['creating', 'created', 'starting', 'running', 'stopping', 'stopped', 'completing', 'completed'],
  destroy: ['created', 'running', 'stopped', 'completed', 'destroyed'],
  restore: ['destroyed'],
};

/** The statuses that only exist while a step is under way; a restarted server settles each of them. */
export const transitional: readonly SessionStatus[] = ['creating', 'starting', 'stopping', 'completing'];

export function isAllowed(action: SessionAction, status: SessionStatus): boolean {
  return allowedFrom[action].includes(status);
}

/** The status a restored session has: the one before destroy, but nothing runs. */
export function restoredStatus(before: SessionStatus): SessionStatus {
  return before === 'running' ? 'stopped' : before;
}

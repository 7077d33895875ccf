import type { Session } from 'hero-claude-sdk';

/** Whether a turn is under way that a step would end. */
export function isAgentAtWork({ status, agent }: Pick<Session, 'status' | 'agent'>): boolean {
  return status === 'running' && (agent?.state === 'working' || agent?.state === 'waiting');
}

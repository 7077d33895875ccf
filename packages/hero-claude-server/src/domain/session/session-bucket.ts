import { z } from 'zod';
import type { AgentActivity } from '../agent/agent.ts';
import type { SessionStatus } from './session-status.ts';

export const Bucket = z
  .enum(['needs_you', 'running', 'completed'])
  .meta({ id: 'Bucket', description: 'The column a person sees the session in' });
export type Bucket = z.infer<typeof Bucket>;

export interface BucketFacts {
  status: SessionStatus;
  agent: AgentActivity | null;
  hasProblem: boolean;
  /** Commits or files of the agent that no delivery has brought out. */
  undelivered: boolean;
  /** It goes on by itself soon. */
  resumes: boolean;
}

/** `null` for a destroyed session: it is in the trash only. */
export function bucketOf({ status, agent, hasProblem, undelivered, resumes }: BucketFacts): Bucket | null {
  if (resumes && !hasProblem) return 'running';
  switch (status) {
    case 'destroyed':
      return null;
    case 'creating':
    case 'starting':
    case 'stopping':
    case 'completing':
      return 'running';
    case 'created':
      return 'needs_you';
    case 'completed':
      return hasProblem || undelivered ? 'needs_you' : 'completed';
    case 'stopped':
      return hasProblem || undelivered || agent === 'exited' ? 'needs_you' : 'completed';
    case 'running':
      if (hasProblem || agent === 'waiting' || agent === 'stuck' || agent === 'exited') return 'needs_you';
      if (agent === 'idle') return undelivered ? 'needs_you' : 'completed';
      return 'running';
  }
}

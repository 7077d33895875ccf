import type { Methods } from 'hero-claude-sdk';

/** What usage is added up by. */
export type By = NonNullable<Methods['usage.summary']['params']['by']>;

export const heads: Record<By, string> = {
  day: 'Day',
  repo: 'Repository',
  model: 'Model',
  session: 'Session',
};

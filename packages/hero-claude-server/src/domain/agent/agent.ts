import { z } from 'zod';

export const AgentActivity = z
  .enum(['starting', 'idle', 'working', 'waiting', 'retrying', 'quota', 'stuck', 'exited'])
  .meta({ id: 'AgentActivity' });
export type AgentActivity = z.infer<typeof AgentActivity>;

/** What the agent is doing, derived from its protocol lines and never guessed from text. */
export const AgentState = z
  .object({
    state: AgentActivity,
    since: z.iso.datetime().describe('When this state began'),
    detail: z.string().optional().describe('Why, for a person: the retried error, the waiting question'),
    hint: z.string().optional().describe('What to do about it'),
    waiting_for: z
      .array(z.string())
      .optional()
      .describe('Request ids of the questions that wait for a person'),
    attempt: z.number().int().optional().describe('Which retry this is'),
    until: z.iso.datetime().optional().describe('When a retry or a quota window ends'),
    exit_code: z.number().int().nullable().optional().describe('null when a signal ended the process'),
  })
  .meta({ id: 'AgentState' });
export type AgentState = z.infer<typeof AgentState>;

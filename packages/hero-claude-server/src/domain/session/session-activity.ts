import { z } from 'zod';
import { Session } from './session.ts';

export const SessionActivity = z
  .object({
    said: z.string().nullable().describe('The latest words of the agent, at most 200 characters'),
    doing: z.string().nullable().describe('The entry of its todo list under way'),
    todos_done: z.number().int(),
    todos_total: z.number().int(),
  })
  .meta({ id: 'SessionActivity', description: 'What the lines of an agent say of its work' });
export type SessionActivity = z.infer<typeof SessionActivity>;

export const ListedSession = Session.extend({ activity: SessionActivity }).meta({
  id: 'ListedSession',
  description: 'One unit of work, with what its agent is doing',
});
export type ListedSession = z.infer<typeof ListedSession>;

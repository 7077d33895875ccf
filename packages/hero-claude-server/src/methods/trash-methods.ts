import { z } from 'zod';
import { SessionId } from '../domain/ids.ts';
import { Session } from '../domain/session/session.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

export const trashList = method({
  name: 'trash.list',
  summary: 'List destroyed sessions that can still be restored',
  params: z.object({}),
  result: z.array(
    z.object({
      session: Session,
      bytes: z.number().int().nullable().describe('null until it has been measured'),
      restorable_until: z.iso.datetime(),
    }),
  ),
  role: 'viewer',
  mcp: false,
  handler: async (_params, { trash }) => trash.list(),
});

export const trashEmpty = method({
  name: 'trash.empty',
  summary: 'Delete destroyed sessions for good, in the background',
  params: z.object({
    session_ids: z
      .array(SessionId)
      .max(10_000)
      .optional()
      .describe('Only these; all of the trash unless given'),
  }),
  result: z.object({ emptied: z.array(SessionId) }),
  errors: [sessionNotFound],
  role: 'admin',
  mcp: false,
  handler: async ({ session_ids }, { trash }, call) => trash.empty(session_ids, call),
});

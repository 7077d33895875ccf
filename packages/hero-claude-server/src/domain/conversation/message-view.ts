import { z } from 'zod';
import { SessionId } from '../ids.ts';

export const MessageParams = z.object({
  session_id: SessionId,
  after: z.number().int().min(0).default(0).describe('`next` of the page before'),
  limit: z.number().int().min(1).max(1000).default(200).describe('How many at most'),
  types: z.array(z.string().min(1).max(100)).min(1).max(50).optional().describe('Only lines of these types'),
});
export type MessageParams = z.infer<typeof MessageParams>;

export const MessageView = z
  .object({
    seq: z.number().int().describe('Counts from 1 within the session, without gaps'),
    at: z.iso.datetime(),
    type: z.string(),
    subtype: z.string().nullable(),
    turn: z.number().int().describe('0 before the first turn'),
    uuid: z.string().nullable(),
    message_id: z.string().nullable().describe('The same for all blocks of one answer of the model'),
    tool_use_id: z.string().nullable(),
    parent_tool_use_id: z
      .string()
      .nullable()
      .describe('The call that started the sub-agent which wrote this'),
    flaw: z
      .enum(['truncated', 'corrupt', 'torn'])
      .nullable()
      .describe('Why the line is not JSON: too long to keep whole, never valid, or cut by a crash'),
    repeats: z
      .number()
      .int()
      .nullable()
      .describe('`seq` of the line that this one says again, because a crash had cut the turn'),
    bytes: z.number().int().describe('Length of the whole line'),
    line: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What the agent wrote; null for a flawed line'),
    raw: z.string().nullable().describe('The beginning of a flawed line'),
  })
  .meta({ id: 'MessageView', description: 'One line of the agent' });
export type MessageView = z.infer<typeof MessageView>;

export const MessagePage = z
  .object({
    messages: z.array(MessageView),
    next: z.number().int().describe('Pass as `after` to read on'),
    more: z.boolean(),
  })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;

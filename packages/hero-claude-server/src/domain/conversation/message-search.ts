import { z } from 'zod';
import { SessionId } from '../ids.ts';

export const SearchParams = z.object({
  text: z.string().min(1).max(1000).describe('Words that must all occur; the last one may be a beginning'),
  session_id: SessionId.optional(),
  limit: z.number().int().min(1).max(200).default(50).describe('How many at most'),
});
export type SearchParams = z.infer<typeof SearchParams>;

export const TextKind = z.enum(['prompt', 'answer', 'tool_input', 'tool_result']).meta({ id: 'TextKind' });
export type TextKind = z.infer<typeof TextKind>;

export const SearchHit = z
  .object({
    session_id: SessionId,
    seq: z.number().int().describe('The message, as in session.messages'),
    at: z.iso.datetime(),
    turn: z.number().int(),
    kind: TextKind,
    excerpt: z.string().describe('The place that was found, with what is around it'),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

import { z } from 'zod';
import { SessionId } from '../ids.ts';
import { EgressEntry, EgressPolicy } from '../session/session.ts';

export const EgressLogParams = z.object({
  session_id: SessionId.optional().describe('All sessions unless given'),
  after: z.number().int().min(0).default(0).describe('`next_after` of the page before'),
  limit: z.number().int().min(1).max(1000).default(100).describe('How many at most'),
});
export type EgressLogParams = z.infer<typeof EgressLogParams>;

export const EgressDecision = z
  .object({
    id: z.number().int(),
    session_id: z.string(),
    at: z.string().describe('When it was first decided so'),
    last_at: z.string(),
    count: z.number().int().describe('How often within that minute'),
    host: z.string().describe('Empty when the request named none'),
    port: z.number().int(),
    method: z.string().describe('CONNECT for a tunnel'),
    allowed: z.boolean(),
    reason: z
      .string()
      .describe('Also why an allowed host was not reached: unresolved, unreachable, timed_out'),
    bytes_up: z.number().int().describe('Of connections that have closed'),
    bytes_down: z.number().int(),
  })
  .meta({ id: 'EgressDecision', description: 'Something in a container asked to reach a host' });
export type EgressDecision = z.infer<typeof EgressDecision>;

export const EgressLogPage = z.object({
  decisions: z.array(EgressDecision),
  next_after: z
    .number()
    .int()
    .describe('Pass as `after` for what comes later; the same while there is nothing'),
});
export type EgressLogPage = z.infer<typeof EgressLogPage>;

export const AllowParams = z.object({ session_id: SessionId, host: EgressEntry });
export type AllowParams = z.infer<typeof AllowParams>;

export const AllowResult = z.object({
  policy: EgressPolicy,
  live: z.boolean().describe('The container can reach it now; else from the next start'),
});
export type AllowResult = z.infer<typeof AllowResult>;

/** The policy with one entry more. `none` becomes a list of that entry alone. */
export function withEntry(policy: EgressPolicy, entry: string): Exclude<EgressPolicy, string> {
  const known = typeof policy === 'string' ? { policy } : policy;
  const allow = [...new Set([...('allow' in known ? (known.allow ?? []) : []), entry])];
  if (known.policy === 'none') return { policy: 'allowlist', allow: [entry], defaults: false };
  return { ...known, allow };
}

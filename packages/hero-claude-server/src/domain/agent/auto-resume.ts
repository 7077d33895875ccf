import { z } from 'zod';

/** An agent that ended without anybody's asking is brought back by itself, so often and no more. */
export const AutoResume = z
  .object({
    attempt: z.number().int().min(1).describe('How often in a row, this time included'),
    due_at: z.iso.datetime().nullable().describe('When it is started again; null once it was'),
    reason: z.string().describe('Why it has to be'),
  })
  .meta({ id: 'AutoResume', description: 'The session goes on by itself after a crash' });
export type AutoResume = z.infer<typeof AutoResume>;

export interface ResumeLimits {
  /** How often in a row an agent is brought back that does not get anywhere; 0 for never. */
  attempts: number;
  /** Before the first attempt; it doubles with each further one. */
  delayMs: number;
}

const longestDelayMs = 300_000;

const provenMs = 600_000;

/**
 * Whether an agent ran for so long that it was no part of a crash loop. By the engine's clock alone: what the agent
 * says of itself, a turn that went well included, could be said by anything in its container.
 * @param ran when its container was started and when it ended, as ISO 8601; null when nobody knows
 */
export function hasProvenItself(ran: { startedAt: string | null; finishedAt: string | null }): boolean {
  if (ran.startedAt === null || ran.finishedAt === null) return false;
  return Date.parse(ran.finishedAt) - Date.parse(ran.startedAt) > provenMs;
}

/**
 * The next attempt, or null when there were enough.
 * @param before what the session went through since an agent of its last ran for long; null when this one did
 */
export function nextResume(
  before: AutoResume | null,
  reason: string,
  now: number,
  { attempts, delayMs }: ResumeLimits,
): AutoResume | null {
  const attempt = (before?.attempt ?? 0) + 1;
  if (attempt > attempts) return null;
  const wait = Math.min(delayMs * 2 ** (attempt - 1), longestDelayMs);
  return { attempt, due_at: new Date(now + wait).toISOString(), reason };
}

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

/** An agent that ran for so long was no part of a crash loop. */
export const provenMs = 600_000;

/**
 * The next attempt, or null when there were enough.
 * @param before what the session went through since it last did well; null when it did
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

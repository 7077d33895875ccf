import { z } from 'zod';
import { SessionId } from '../session/session-id.ts';

/** The params of a log that is read page by page, oldest first. */
export const pageParams = {
  session_id: SessionId.optional().describe('All sessions unless given'),
  after: z.number().int().min(0).default(0).describe('`next` of the page before'),
  limit: z.number().int().min(1).max(1_000).default(100),
};

/** @returns the entries with the `after` of the page that follows, which is the same one while there is no more */
export function pageOf<Entry extends { id: number }>(entries: Entry[], after: number) {
  return { entries, next: entries.at(-1)?.id ?? after };
}

import type { z } from 'zod';
import type { Issue } from './errors.ts';

/** What zod found, in the form callers get. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}

import type { z } from 'zod';
import type { Issue } from './errors.ts';

/** A body can be wrong in a million places; nobody reads on. */
const maxIssues = 20;
const maxPathLength = 200;

/** What zod found first, in the form callers get. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues
    .slice(0, maxIssues)
    .map(({ path, message }) => ({ path: path.map(String).join('.').slice(0, maxPathLength), message }));
}

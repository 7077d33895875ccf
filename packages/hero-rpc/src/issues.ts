import type { z } from 'zod';
import type { Issue } from './errors.ts';

/** A body can be wrong in a million places; nobody reads on. */
const maxIssues = 20;
const maxPathLength = 200;

/** What zod found first, in the form callers get. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.slice(0, maxIssues).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, maxPathLength),
    message: messageOf(issue),
  }));
}

/** Of a key that does not fit, zod says what is wrong with it one level below. */
function messageOf(issue: z.core.$ZodIssue): string {
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  return inner?.message ?? issue.message;
}

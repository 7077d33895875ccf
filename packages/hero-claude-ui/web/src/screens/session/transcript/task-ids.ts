import { field, textAt } from './loose.ts';

/** The id that `TaskCreate` gave, from its structured result or out of its words. */
export function createdTaskId(said: unknown, text: string): string | null {
  return textAt(field(said, 'task'), 'id') ?? /#([A-Za-z0-9_-]{1,40})/.exec(text)?.[1] ?? null;
}

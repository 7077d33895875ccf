import { z } from 'zod';

/** Line ends and other control characters, what turns text around, and halves of characters. */
const unspeakable = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What a person calls a session: one line, in any language. */
export const SessionName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .refine((name) => !unspeakable.test(name), 'must be one line without control characters');

import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const inputMismatch = defineError('journal.input_mismatch', {
  family: 'failed',
  data: z.object({ session_id: z.string(), path: z.string(), offset: z.number() }),
  when: 'The file an agent reads its input from holds something that hero-claude did not write',
  message: ({ path, offset }) => `${path} differs from what was sent, from byte ${offset} on`,
  hint: ({ session_id }) => `hero-claude session stop ${session_id}, then start: the agent gets a new file`,
});

export const journalUnwritable = defineError('journal.unwritable', {
  family: 'unavailable',
  data: z.object({ path: z.string(), reason: z.string() }),
  when: 'The file an agent reads its input from cannot be written',
  message: ({ path, reason }) => `${path} cannot be written: ${reason}`,
  hint: () => 'what was sent is on record and goes out as soon as the file can be written',
});

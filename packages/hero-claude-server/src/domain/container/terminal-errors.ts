import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const terminalCrowded = defineError('terminal.too_many_viewers', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), limit: z.number() }),
  when: 'As many people as can look at the terminal of the session already',
  message: ({ session_id, limit }) => `The terminal of session ${session_id} has ${limit} viewers already`,
});

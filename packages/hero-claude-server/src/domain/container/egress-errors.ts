import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const egressListFull = defineError('egress.list_full', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), entries: z.number() }),
  when: 'The list of what the session may reach has as many entries as it can have',
  message: ({ session_id, entries }) =>
    `The egress list of session ${session_id} cannot have ${entries} entries`,
  hint: () => 'session configure --egress replaces the list; *.host is one entry for many hosts',
});

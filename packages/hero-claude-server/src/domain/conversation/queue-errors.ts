import { defineError } from 'hero-rpc';
import { z } from 'zod';

const Entry = z.object({ session_id: z.string(), uuid: z.string() });

export const notQueued = defineError('queue.not_found', {
  family: 'not_found',
  data: Entry,
  when: 'No prompt with that uuid waits in the queue of the session',
  message: ({ session_id, uuid }) => `No prompt ${uuid} waits in the queue of session ${session_id}`,
  hint: ({ session_id }) => `hero-claude queue list ${session_id}`,
});

export const alreadySent = defineError('queue.sent', {
  family: 'conflict',
  data: Entry,
  when: 'The prompt has left the queue: the agent has it',
  message: ({ uuid }) => `Prompt ${uuid} has been sent already`,
  hint: ({ session_id }) => `hero-claude session interrupt ${session_id} ends the turn it began`,
});

export const queueFull = defineError('queue.full', {
  family: 'conflict',
  data: z.object({ session_id: z.string(), limit: z.number() }),
  when: 'The queue of the session holds as many prompts as it may',
  message: ({ session_id, limit }) => `The queue of session ${session_id} holds ${limit} prompts already`,
  hint: ({ session_id }) => `hero-claude queue list ${session_id} shows them, queue cancel removes one`,
});

import { z } from 'zod';
import { alreadySent, notQueued } from '../domain/conversation/queue-errors.ts';
import { PromptText, QueuedPrompt } from '../domain/conversation/queued-prompt.ts';
import { SessionId } from '../domain/ids.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

const entry = { session_id: SessionId, uuid: z.uuid().describe('As shown by queue.list') };
const result = z.array(QueuedPrompt);
const errors = [sessionNotFound, notQueued, alreadySent];

export const queueList = method({
  name: 'queue.list',
  summary: 'List the prompts that wait for the agent of a session',
  params: z.object({ session_id: SessionId }),
  result,
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: ({ session_id }, { queue }) => queue.list(session_id),
});

export const queueEdit = method({
  name: 'queue.edit',
  summary: 'Change a prompt that has not been sent yet',
  description: 'Answers the queue as it is then, like cancel and move.',
  params: z.object({ ...entry, prompt: PromptText.describe('What is said instead') }),
  result,
  errors,
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id', 'uuid', 'prompt'] },
  handler: ({ session_id, uuid, prompt }, { queue }) => queue.edit(session_id, uuid, prompt),
});

export const queueCancel = method({
  name: 'queue.cancel',
  summary: 'Take a prompt out of the queue',
  params: z.object(entry),
  result,
  errors,
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id', 'uuid'] },
  handler: ({ session_id, uuid }, { queue }) => queue.cancel(session_id, uuid),
});

export const queueMove = method({
  name: 'queue.move',
  summary: 'Give a prompt another place in the queue',
  params: z.object({ ...entry, position: z.number().int().min(1).describe('1 is sent next') }),
  result,
  errors,
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id', 'uuid', 'position'] },
  handler: ({ session_id, uuid, position }, { queue }) => queue.move(session_id, uuid, position),
});

import { z } from 'zod';
import { SessionId } from '../ids.ts';
import { Attachment, AttachmentIds } from './upload.ts';

export const PromptText = z.string().min(1).max(1_000_000);

export const PromptMode = z.enum(['steer', 'queue', 'now']).meta({
  id: 'PromptMode',
  description:
    'steer: at the next step of the turn under way; queue: a turn of its own once the agent is idle; now: cuts the turn short',
});
export type PromptMode = z.infer<typeof PromptMode>;

export const SendParams = z.object({
  session_id: SessionId,
  prompt: PromptText.describe('Taken literally, also when it begins with / or holds @path'),
  mode: PromptMode.default('queue'),
  command: z.boolean().default(false).describe('The prompt is a command of the CLI, such as /compact'),
  uuid: z
    .uuid()
    .optional()
    .describe('Chosen by you, so that sending again after a doubtful failure says it once'),
  attachments: AttachmentIds,
});
export type SendParams = z.infer<typeof SendParams>;

export const SendResult = z
  .object({
    uuid: z.string(),
    state: z.enum(['sent', 'queued']),
    position: z.number().int().nullable().describe('Place in the queue, from 1; null when sent'),
  })
  .meta({ id: 'SendResult' });
export type SendResult = z.infer<typeof SendResult>;

export const QueuedPrompt = z
  .object({
    uuid: z.string(),
    position: z.number().int().describe('From 1: the next to be sent'),
    prompt: z.string(),
    command: z.boolean(),
    attachments: z.array(Attachment),
    queued_by: z.string().nullable(),
    queued_at: z.iso.datetime(),
  })
  .meta({ id: 'QueuedPrompt', description: 'A prompt that waits for the agent to be idle' });
export type QueuedPrompt = z.infer<typeof QueuedPrompt>;

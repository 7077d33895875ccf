import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const uploadNotFound = defineError('upload.not_found', {
  family: 'not_found',
  data: z.object({ upload_id: z.string() }),
  when: 'No upload has that id, or it has expired unused',
  message: ({ upload_id }) => `No upload "${upload_id}"`,
  hint: () => 'send the file again over POST /upload; an upload is kept for a day',
});

export const attachmentWithCommand = defineError('attachment.with_command', {
  family: 'invalid_params',
  data: z.object({}),
  when: 'Attachments were given with a command of the CLI, which takes none',
  message: () => 'A command of the CLI takes no attachments',
  hint: () => 'leave command out, or send the files with a prompt of their own',
});

/** Only `POST /upload` answers these, so no method declares them. */
export const uploadTooLarge = defineError('upload.too_large', {
  family: 'invalid_params',
  data: z.object({ limit_bytes: z.number() }),
  when: 'The file is larger than HERO_CLAUDE_UPLOAD_MB allows',
  message: ({ limit_bytes }) => `The file has more than ${limit_bytes} bytes`,
  hint: () => 'raise HERO_CLAUDE_UPLOAD_MB, or bring large files with the repository',
});

export const uploadNoRoom = defineError('upload.no_room', {
  family: 'unavailable',
  data: z.object({ held_bytes: z.number(), uploads: z.number() }),
  when: 'Too much was uploaded within a day',
  message: ({ held_bytes, uploads }) => `${uploads} uploads hold ${held_bytes} bytes already`,
  hint: () => 'uploads go away a day after they came',
});

export const uploadCut = defineError('upload.cut', {
  family: 'invalid_params',
  data: z.object({ reason: z.string() }),
  when: 'The body ended before it was whole',
  message: ({ reason }) => `The upload was cut: ${reason}`,
});

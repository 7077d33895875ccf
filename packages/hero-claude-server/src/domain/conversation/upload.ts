import { z } from 'zod';

export const UploadId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'must be an upload_id, as POST /upload answers it')
  .meta({ id: 'UploadId' });

export const maxAttachments = 20;

export const AttachmentIds = z
  .array(UploadId)
  .max(maxAttachments)
  .optional()
  .describe(
    'Files sent before over POST /upload; pictures are shown to the model, the others lie in the container',
  );

export const Attachment = z
  .object({
    upload_id: UploadId,
    name: z.string(),
    size: z.number().int().describe('Bytes'),
    media_type: z.string(),
    sha256: z.string(),
  })
  .meta({ id: 'Attachment', description: 'A file that goes with a prompt' });
export type Attachment = z.infer<typeof Attachment>;

const maxNameBytes = 200;

/** A name that is one part of a path and shows nothing else than it is; `file` when nothing of it is left. */
export function safeFileName(asked: string): string {
  const last = asked.split(/[/\\]/).at(-1) ?? '';
  // Controls, line separators and what turns the direction of text around.
  const shown = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim();
  let name = shown;
  for (; Buffer.byteLength(name) > maxNameBytes; name = Array.from(name).slice(1).join(''));
  return name === '' || name === '.' || name === '..' ? 'file' : name;
}

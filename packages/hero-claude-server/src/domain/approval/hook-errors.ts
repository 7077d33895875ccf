import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const hookUnknown = defineError('hook.unknown', {
  family: 'not_found',
  data: z.object({ name: z.string(), file: z.string(), known: z.array(z.string()) }),
  when: 'hooks names an entry that the file does not have',
  message: ({ name, file, known }) =>
    `No hook "${name}" in ${file}${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`,
  hint: ({ file }) => `whoever may edit ${file} adds it there; no call can bring a command of its own`,
});

export const hookFileBroken = defineError('hook.file_broken', {
  family: 'failed',
  data: z.object({ file: z.string(), reason: z.string() }),
  when: "The operator's hooks.json cannot be read, or others than its owner may write it",
  message: ({ file, reason }) => `${file} cannot be used: ${reason}`,
});

import { defineError } from 'hero-rpc';
import { z } from 'zod';

const AtPath = z.object({ path: z.string(), operation: z.string() });

export const diskNoSpace = defineError('disk.no_space', {
  family: 'unavailable',
  data: AtPath.extend({ code: z.string() }),
  when: 'The disk of the host, or the quota of its user, is full',
  message: ({ path, operation, code }) => `No space is left for ${path}: ${operation} ended with ${code}`,
  hint: () => 'Free space (hero-claude trash empty), then say it again',
});

export const diskDenied = defineError('disk.denied', {
  family: 'failed',
  data: AtPath.extend({ code: z.string() }),
  when: 'The server may not use a file or folder of its own',
  message: ({ path, operation, code }) => `The server may not ${operation} ${path} (${code})`,
  hint: ({ path }) =>
    `Give ${path} to the user that the server runs as, on a file system that can be written`,
});

export const diskFailed = defineError('disk.failed', {
  family: 'failed',
  data: AtPath.extend({ code: z.string() }),
  when: 'The file system of the host said no',
  message: ({ path, operation, code }) => `The file system failed to ${operation} ${path} (${code})`,
  hint: () => 'Look at the disk: dmesg and smartctl name a broken one',
});

export const diskLow = defineError('disk.low', {
  family: 'unavailable',
  data: z.object({ path: z.string(), free_bytes: z.number(), reserve_bytes: z.number() }),
  when: 'The disk of BUILDDIR has less free than HERO_CLAUDE_DISK_RESERVE_GB',
  message: ({ path, free_bytes, reserve_bytes }) =>
    `${path} has ${Math.floor(free_bytes / 1e6).toLocaleString('en')} MB free; below ${Math.ceil(reserve_bytes / 1e6).toLocaleString('en')} MB nothing is created or started`,
  hint: () =>
    'hero-claude trash empty frees what destroyed sessions hold; or lower HERO_CLAUDE_DISK_RESERVE_GB',
});

/** What any call that touches the folders of a session may meet. */
export const diskErrors = [diskLow, diskNoSpace, diskDenied, diskFailed];

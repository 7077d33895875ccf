import { defineError } from 'hero-rpc';
import { z } from 'zod';

const AtPath = z.object({ path: z.string() });

export const storeCorrupt = defineError('store.corrupt', {
  family: 'failed',
  data: AtPath.extend({ reason: z.string() }),
  when: 'The database file is damaged or is not a database',
  message: ({ path, reason }) => `The database ${path} cannot be read: ${reason}`,
  hint: ({ path }) =>
    `hero-claude stop, then hero-claude restore with the newest backup: a folder that hero-claude backup made, or a file ${path}.backup-…`,
});

export const storeLocked = defineError('store.locked', {
  family: 'unavailable',
  data: AtPath,
  when: 'Another process holds the database',
  message: ({ path }) => `The database ${path} is locked by another process`,
  hint: () => 'End the program that has it open, then try again',
});

export const storeReadOnly = defineError('store.read_only', {
  family: 'unavailable',
  data: AtPath.extend({ reason: z.string() }),
  when: 'The database cannot be opened or written with the rights of the service',
  message: ({ path, reason }) => `The database ${path} cannot be written: ${reason}`,
  hint: () =>
    'Give the folder and the file to the user the service runs as, on a file system that can be written',
});

export const storeFull = defineError('store.full', {
  family: 'unavailable',
  data: AtPath,
  when: 'No space is left for the database',
  message: ({ path }) => `No space is left on the disk of the database ${path}`,
  hint: () => 'Free space (hero-claude trash empty), then try again',
});

export const storeIoFailed = defineError('store.io_failed', {
  family: 'unavailable',
  data: AtPath.extend({ reason: z.string() }),
  when: 'The disk of the database fails',
  message: ({ path, reason }) => `The disk of the database ${path} fails: ${reason}`,
  hint: () =>
    'Look at the disk (dmesg, a quota, a mount that is gone), then try again: nothing was half written',
});

export const storeNewer = defineError('store.newer', {
  family: 'failed',
  data: AtPath.extend({ found: z.number().int(), known: z.number().int() }),
  when: 'The database was written by a newer version of the program',
  message: ({ path, found, known }) =>
    `The database ${path} has schema ${found}; this program knows schemas up to ${known}`,
  hint: ({ path, known }) =>
    `Install the newer version again, or hero-claude restore ${path}.backup-v${known}-…`,
});

export const storeFailed = defineError('store.failed', {
  family: 'failed',
  data: AtPath.extend({ reason: z.string() }),
  when: 'The database refused a statement',
  message: ({ path, reason }) => `The database ${path} refused a statement: ${reason}`,
});

/** What any call may meet: nothing is done without the database. */
export const storeErrors = [storeCorrupt, storeLocked, storeReadOnly, storeFull, storeIoFailed, storeFailed];

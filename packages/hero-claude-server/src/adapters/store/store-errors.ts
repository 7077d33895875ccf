import { defineError } from 'hero-rpc';
import { z } from 'zod';

const AtPath = z.object({ path: z.string() });

export const storeCorrupt = defineError('store.corrupt', {
  family: 'failed',
  data: AtPath.extend({ reason: z.string() }),
  when: 'The database file is damaged or is not a database',
  message: ({ path, reason }) => `The database ${path} cannot be read: ${reason}`,
  hint: ({ path }) => `Stop the services and put the newest ${path}.backup-* in its place`,
});

export const storeLocked = defineError('store.locked', {
  family: 'unavailable',
  data: AtPath,
  when: 'Another process holds the database',
  message: ({ path }) => `The database ${path} is locked by another process`,
  hint: () => 'End the program that has it open, then try again',
});

export const storeReadOnly = defineError('store.read_only', {
  family: 'failed',
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

export const storeNewer = defineError('store.newer', {
  family: 'failed',
  data: AtPath.extend({ found: z.number().int(), known: z.number().int() }),
  when: 'The database was written by a newer version of the program',
  message: ({ path, found, known }) =>
    `The database ${path} has schema ${found}; this program knows schemas up to ${known}`,
  hint: ({ path, known }) =>
    `Install the newer version again, or put ${path}.backup-v${known}-* in its place`,
});

export const storeFailed = defineError('store.failed', {
  family: 'failed',
  data: AtPath.extend({ reason: z.string() }),
  when: 'The database refused a statement',
  message: ({ path, reason }) => `The database ${path} refused a statement: ${reason}`,
});

/** SQLite's primary result codes; the extended ones carry them in the low byte. */
const sqliteCode = { busy: 5, locked: 6, readOnly: 8, corrupt: 11, full: 13, cantOpen: 14, notADb: 26 };

/** SQLite's fixed words for the same: the driver leaves the number out of some of its errors. */
const codeOfMessage = new Map(
  Object.entries({
    'database is locked': sqliteCode.busy,
    'attempt to write a readonly database': sqliteCode.readOnly,
    'database disk image is malformed': sqliteCode.corrupt,
    'database or disk is full': sqliteCode.full,
    'file is not a database': sqliteCode.notADb,
  }),
);

/** Turns an error of the driver into one of ours; what is not the driver's passes through unchanged. */
export function translateSqliteError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return error;
  const reason = error.message;
  const cause = { cause: error };
  const code = 'errcode' in error ? Number(error.errcode) & 0xff : (codeOfMessage.get(reason) ?? 0);
  switch (code) {
    case sqliteCode.busy:
    case sqliteCode.locked:
      return storeLocked({ path }, cause);
    case sqliteCode.readOnly:
    case sqliteCode.cantOpen:
      return storeReadOnly({ path, reason }, cause);
    case sqliteCode.full:
      return storeFull({ path }, cause);
    case sqliteCode.corrupt:
    case sqliteCode.notADb:
      return storeCorrupt({ path, reason }, cause);
    default:
      return storeFailed({ path, reason }, cause);
  }
}

import {
  storeCorrupt,
  storeFailed,
  storeFull,
  storeIoFailed,
  storeLocked,
  storeReadOnly,
} from '../../domain/store-errors.ts';

/** SQLite's primary result codes; the extended ones carry them in the low byte. */
const sqliteCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADb: 26,
};

/** SQLite's fixed words for the same: the driver leaves the number out of some of its errors. */
const codeOfMessage = new Map(
  Object.entries({
    'database is locked': sqliteCode.busy,
    'attempt to write a readonly database': sqliteCode.readOnly,
    'disk I/O error': sqliteCode.io,
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
    case sqliteCode.io:
      return storeIoFailed({ path, reason }, cause);
    case sqliteCode.full:
      return storeFull({ path }, cause);
    case sqliteCode.corrupt:
    case sqliteCode.notADb:
      return storeCorrupt({ path, reason }, cause);
    default:
      return storeFailed({ path, reason }, cause);
  }
}

import { diskDenied, diskFailed, diskNoSpace } from '../domain/disk-errors.ts';

const noSpace = new Set(['ENOSPC', 'EDQUOT']);
const denied = new Set(['EACCES', 'EPERM', 'EROFS']);
/** Said of a file that is open already, without its path. */
const ofOpenFiles = new Set([...noSpace, 'EIO']);

/**
 * Turns what Node says of a file into one of our errors; anything else passes unchanged. A missing file passes,
 * too: what that means is known only where the file was looked for.
 * @param folder - named where the system names no path
 */
export function translateFileError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === '' || code === 'ENOENT') return error;
  if (path === undefined && !ofOpenFiles.has(code)) return error;
  const facts = { path: path ?? folder, operation: syscall, code };
  const cause = { cause: error };
  if (noSpace.has(code)) return diskNoSpace(facts, cause);
  return denied.has(code) ? diskDenied(facts, cause) : diskFailed(facts, cause);
}

import { filePathInvalid } from '../../domain/session/file-errors.ts';

const maxPathBytes = 4096;

/** Where something is in a session copy; `path` is for people, `bytes` is what is opened. */
export interface SessionPath {
  repo: string;
  path: string;
  /** Relative to the folder of all repositories. */
  bytes: Buffer;
}

/**
 * Settles a path below a repository.
 * @throws file.path_invalid
 */
export function sessionPath(repo: string, path: Buffer): SessionPath {
  const text = path.toString('utf8');
  const refuse = (reason: string) => filePathInvalid({ path: text, reason });
  if (path.length > maxPathBytes) throw refuse(`it is longer than ${maxPathBytes} bytes`);
  const parts = path.toString('latin1').split('/');
  if (path[0] === 0x2f) throw refuse('it is absolute');
  if (path.includes(0)) throw refuse('it holds a NUL');
  if (parts.includes('..')) throw refuse('it holds ".."');
  const kept = parts.filter((part) => part !== '' && part !== '.').join('/');
  const bytes = Buffer.concat([Buffer.from(repo), Buffer.from(kept === '' ? '' : `/${kept}`, 'latin1')]);
  return { repo, path: Buffer.from(kept, 'latin1').toString('utf8'), bytes };
}

import {
  chmodSync,
  chownSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, relative } from 'node:path';
import { ListenError } from './listen-error.ts';
import { makeFolder } from './make-folder.ts';

// One less than the size of sun_path: longer paths are cut silently.
const maxPathBytes = process.platform === 'darwin' ? 103 : 107;

/** Throws for a path that the system would cut. */
export function checkPathLength(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= maxPathBytes) return;
  const message = `The socket path ${path} has ${bytes} bytes; ${maxPathBytes} are possible. Set HERO_SOCKET_DIR to a shorter directory.`;
  throw new ListenError(message, 78);
}

/**
 * Makes the directory of a socket: for the owner alone, or with `gid` for passing through by that group. A
 * directory that exists keeps its mode: it may be shared.
 */
export function makeSocketDirectory(directory: string, gid: number | undefined): void {
  try {
    const made = makeFolder(directory, 0o700);
    if (!made || gid === undefined) return;
    chownSync(directory, -1, gid);
    chmodSync(directory, 0o710);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ListenError(
      `The socket directory ${directory} cannot be made: ${reason}. Set HERO_SOCKET_DIR.`,
      78,
      {
        cause: error,
      },
    );
  }
}

/** The number of a group given by name or number. */
export function gidOf(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${group}:`));
  const gid = Number(line?.split(':')[2]);
  if (Number.isInteger(gid)) return gid;
  throw new ListenError(
    `HERO_SOCKET_GROUP=${group}: no such group in /etc/group. Name one, or give its number.`,
    78,
  );
}

/** Puts a symbolic link to the socket at `alias`, over an older link but never over anything else. */
export function linkAlias(alias: string, path: string): boolean {
  makeFolder(dirname(alias), 0o700);
  const there = lstatSync(alias, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSymbolicLink()) return false;
  const draft = `${alias}.${process.pid}`;
  rmSync(draft, { force: true });
  symlinkSync(relative(dirname(alias), path), draft);
  renameSync(draft, alias);
  return true;
}

/** Removes an alias that still leads to the socket. */
export function unlinkAlias(alias: string, path: string): void {
  const there = lstatSync(alias, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() !== true) return;
  if (readlinkSync(alias) === relative(dirname(alias), path)) rmSync(alias, { force: true });
}

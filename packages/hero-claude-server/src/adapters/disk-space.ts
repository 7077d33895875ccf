import { statfs } from 'node:fs/promises';
import { diskLow } from '../domain/disk-errors.ts';
import { diskFull } from '../domain/repo/git-errors.ts';

const reserveBytes = 64 * 1024 * 1024;

export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** @throws disk.low when less than the reserve is free for anybody */
export async function ensureReserve(path: string, reserveBytes: number): Promise<void> {
  const haveBytes = await freeBytes(path);
  if (haveBytes < reserveBytes) throw diskLow({ path, free_bytes: haveBytes, reserve_bytes: reserveBytes });
}

/** @throws disk.full when `needBytes` and a small reserve do not fit into the `haveBytes` that are free at `path` */
export function ensureSpace(path: string, needBytes: number, haveBytes: number): void {
  if (haveBytes < needBytes + reserveBytes) {
    throw diskFull({ path, need_bytes: needBytes + reserveBytes, have_bytes: haveBytes });
  }
}

/** True when a tool or the system said that the disk is full while it was written to. */
export function isOutOfSpace(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    /No space left on device|Disk quota exceeded/.test(error.message)
  );
}

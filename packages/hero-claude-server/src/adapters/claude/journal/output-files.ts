import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { JournalFile } from './journal-file.ts';

const errLimitBytes = 16 * 1024 * 1024;
const errKeptBytes = 4 * 1024 * 1024;
const blockBytes = 4096;

/** Makes a file that the container's user writes, unless it is there. */
export async function createOutput(path: string, uid: number, gid: number): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;
  const handle = await open(path, flags, 0o600);
  try {
    if (process.getuid?.() === 0) await handle.chown(uid, gid);
  } finally {
    await handle.close();
  }
}

/** Frees the beginning of a log that grew too large; it reads as zeros from then on. */
export async function capLog(path: string): Promise<void> {
  await using file = await JournalFile.open(path);
  const { size, allocated } = await file.extent();
  const upTo = Math.floor((size - errKeptBytes) / blockBytes) * blockBytes;
  if (allocated > errLimitBytes && upTo > 0) await file.punchHole(0, upTo);
}

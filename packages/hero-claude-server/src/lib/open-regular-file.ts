import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Opens a file that somebody else laid out, for reading; undefined when there is none, or something else in its
 * place. A pipe would hold one of the few worker threads of this process for ever, and a device may never end.
 * Links are followed only when asked for.
 */
export async function openRegularFile(
  path: string | Buffer,
  options: { followLinks?: boolean } = {},
): Promise<FileHandle | undefined> {
  return (await openWithSize(path, options))?.handle;
}

async function openWithSize(
  path: string | Buffer,
  options: { followLinks?: boolean },
): Promise<{ handle: FileHandle; size: number } | undefined> {
  const noFollow = options.followLinks === true ? 0 : constants.O_NOFOLLOW;
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, size: stats.size };
  await handle.close();
  return undefined;
}

/** `ENXIO` is what a socket answers. */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/** The first `maxBytes` of such a file. */
export async function readRegularFile(
  path: string | Buffer,
  options: { maxBytes: number; followLinks?: boolean },
): Promise<Buffer | undefined> {
  const opened = await openWithSize(path, options);
  if (!opened) return undefined;
  await using handle = opened.handle;
  const buffer = Buffer.alloc(Math.min(opened.size, options.maxBytes));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

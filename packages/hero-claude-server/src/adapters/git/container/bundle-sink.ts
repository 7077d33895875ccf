import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { deliveryTooLarge } from '../../../domain/delivery/delivery-errors.ts';
import { diskFull } from '../../../domain/repo/git-errors.ts';
import { freeBytes, isOutOfSpace } from '../../disk-space.ts';

/** Left free on the disk whatever a container sends. */
const reservedBytes = 256 * 1024 ** 2;

/** A host-owned file without a name, which takes a bounded stream out of a container. */
export interface BundleSink extends AsyncDisposable {
  stream: Writable;
  /** Aborted with the reason when the limit or the disk is reached: ends the command that writes. */
  overflow: AbortSignal;
  /** Resolves once all is written, with a descriptor that stands at the beginning. */
  close(): Promise<FileHandle>;
}

/** @throws disk.full */
export async function openBundleSink(
  dir: string,
  repo: string,
  maxBytes: number,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<BundleSink> {
  const haveBytes = await freeBytes(dir);
  if (haveBytes <= reservedBytes) {
    throw diskFull({ path: dir, need_bytes: reservedBytes, have_bytes: haveBytes });
  }
  const roomBytes = haveBytes - reservedBytes;
  const { writer, reader } = await openNameless(dir);
  const overflow = new AbortController();
  const fail = (reason: Error): Error => {
    overflow.abort(reason);
    return reason;
  };
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      if (bytes <= Math.min(maxBytes, roomBytes)) done(null, chunk);
      else if (maxBytes <= roomBytes) done(fail(deliveryTooLarge({ repo, limit_bytes: maxBytes })));
      else done(fail(diskFull({ path: dir, need_bytes: bytes + reservedBytes, have_bytes: haveBytes })));
    },
  });
  const written = pipeline(counter, writer.createWriteStream()).catch((error: Error) => {
    const full = isOutOfSpace(error);
    fail(full ? diskFull({ path: dir, need_bytes: bytes, have_bytes: 0 }, { cause: error }) : error);
  });
  return {
    stream: counter,
    overflow: overflow.signal,
    async close() {
      if (!counter.writableEnded) counter.end();
      await written;
      overflow.signal.throwIfAborted();
      return reader;
    },
    async [Symbol.asyncDispose]() {
      counter.destroy();
      await written;
      await reader.close();
    },
  };
}

/** Both ends of a file that is gone from its folder at once: a server that is killed leaves nothing behind. */
async function openNameless(dir: string): Promise<{ writer: FileHandle; reader: FileHandle }> {
  const path = join(dir, `${randomBytes(8).toString('hex')}.bundle`);
  const writer = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    return { writer, reader: await open(path, constants.O_RDONLY | constants.O_NOFOLLOW) };
  } catch (error) {
    await writer.close();
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { deliveryTooLarge, diskFull } from '../../../domain/delivery-errors.ts';

/** Left free on the disk whatever a container sends. */
const reservedBytes = 256 * 1024 ** 2;

/** A host-owned file that takes a bounded stream out of a container. */
export interface BundleSink extends AsyncDisposable {
  path: string;
  stream: Writable;
  /** Aborted with the reason when the limit or the disk is reached: ends the command that writes. */
  overflow: AbortSignal;
  /** Resolves with the size once all is written. */
  close(): Promise<number>;
}

/** @throws disk.full */
export async function openBundleSink(dir: string, repo: string, maxBytes: number): Promise<BundleSink> {
  const path = join(dir, `${randomBytes(8).toString('hex')}.bundle`);
  const freeBytes = await freeBytesOf(dir);
  if (freeBytes <= reservedBytes) {
    throw diskFull({ path: dir, free_bytes: freeBytes, needed_bytes: reservedBytes });
  }
  const roomBytes = freeBytes - reservedBytes;
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const overflow = new AbortController();
  const fail = (reason: Error): Error => {
    overflow.abort(reason);
    return reason;
  };
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= Math.min(maxBytes, roomBytes)) done(null, chunk);
      else if (maxBytes <= roomBytes) done(fail(deliveryTooLarge({ repo, limit_bytes: maxBytes })));
      else done(fail(diskFull({ path: dir, free_bytes: freeBytes, needed_bytes: bytes + reservedBytes })));
    },
  });
  const written = pipeline(counter, file).catch((error: NodeJS.ErrnoException) => {
    const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
    fail(full ? diskFull({ path: dir, free_bytes: 0, needed_bytes: bytes }, { cause: error }) : error);
  });
  return {
    path,
    stream: counter,
    overflow: overflow.signal,
    async close() {
      if (!counter.writableEnded) counter.end();
      await written;
      overflow.signal.throwIfAborted();
      return bytes;
    },
    async [Symbol.asyncDispose]() {
      counter.destroy();
      await written;
      await rm(path, { force: true });
    },
  };
}

async function freeBytesOf(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

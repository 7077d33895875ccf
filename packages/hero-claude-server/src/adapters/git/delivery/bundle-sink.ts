import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { deliveryTooLarge } from '../../../domain/delivery-errors.ts';
import { diskFull } from '../../../domain/git-errors.ts';
import { freeBytes, isOutOfSpace } from '../../disk-space.ts';

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
  const haveBytes = await freeBytes(dir);
  if (haveBytes <= reservedBytes) {
    throw diskFull({ path: dir, need_bytes: reservedBytes, have_bytes: haveBytes });
  }
  const roomBytes = haveBytes - reservedBytes;
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
      else done(fail(diskFull({ path: dir, need_bytes: bytes + reservedBytes, have_bytes: haveBytes })));
    },
  });
  const written = pipeline(counter, file).catch((error: Error) => {
    fail(
      isOutOfSpace(error)
        ? diskFull({ path: dir, need_bytes: bytes, have_bytes: 0 }, { cause: error })
        : error,
    );
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

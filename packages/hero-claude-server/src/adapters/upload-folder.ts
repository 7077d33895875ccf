import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { uploadCut, uploadTooLarge } from '../domain/conversation/upload-errors.ts';

/** The bytes of uploads, each in a file named by its id. */
export class UploadFolder {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  pathOf(uploadId: string): string {
    return join(this.#dir, uploadId);
  }

  /**
   * Writes a body to the disk as it comes; it is there whole or not at all.
   * @throws upload.too_large, upload.cut
   */
  async receive(
    body: AsyncIterable<Buffer>,
    limitBytes: number,
  ): Promise<{ uploadId: string; size: number; sha256: string }> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const uploadId = randomBytes(16).toString('hex');
    const partial = `${this.pathOf(uploadId)}.partial`;
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        done(size > limitBytes ? uploadTooLarge({ limit_bytes: limitBytes }) : null, chunk);
      },
    });
    try {
      await pipeline(body, measure, createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
      await using file = await open(partial, 'r+');
      await file.sync();
      await rename(partial, this.pathOf(uploadId));
    } catch (error) {
      await rm(partial, { force: true });
      if (size > limitBytes) throw uploadTooLarge({ limit_bytes: limitBytes }, { cause: error });
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)$/.test(code))
        throw uploadCut({ reason: message }, { cause: error });
      throw error;
    }
    return { uploadId, size, sha256: hash.digest('hex') };
  }

  async remove(uploadIds: readonly string[]): Promise<void> {
    await Promise.all(uploadIds.map((uploadId) => rm(this.pathOf(uploadId), { force: true })));
  }

  /** Removes what `known` does not name: halves of uploads that a crash cut. */
  async sweep(known: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.#dir).catch(() => []);
    await this.remove(names.filter((name) => !known.has(name)));
  }
}

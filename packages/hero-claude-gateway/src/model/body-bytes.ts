import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** Reads a copy of an answer, whatever its coding. */
export interface BodyBytes {
  write(chunk: Buffer): void;
  /** Resolves once everything written has been read. */
  end(): Promise<void>;
}

/** A reader this far behind is given up, rather than letting it slow the stream or fill the memory. */
const backlogLimitBytes = 8 * 1_048_576;

/** Returns undefined for a coding that cannot be read. */
export function readBodyBytes(
  coding: string | undefined,
  onBytes: (bytes: Buffer) => void,
  onFailure: (error: Error) => void,
): BodyBytes | undefined {
  if (coding === undefined || coding === 'identity') {
    return { write: onBytes, end: () => Promise.resolve() };
  }
  const inflate = decompressor(coding);
  if (inflate === undefined) return undefined;
  const done = new Promise<void>((resolve) => {
    inflate.once('close', resolve);
    inflate.once('end', resolve);
  });
  inflate.on('data', onBytes);
  inflate.on('error', onFailure);
  return {
    write(chunk) {
      if (inflate.destroyed) return;
      if (inflate.writableLength > backlogLimitBytes) inflate.destroy(new Error('the meter fell behind'));
      else inflate.write(chunk);
    },
    async end() {
      if (!inflate.destroyed) inflate.end();
      await done;
    },
  };
}

function decompressor(coding: string) {
  switch (coding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

import type { FileHandle } from 'node:fs/promises';
import { BundleFormatError, type BundleHeader, maxHeaderBytes, parseBundleHeader } from './bundle-header.ts';

/** What a bundle says about itself. */
export interface BundleClaims {
  header: BundleHeader;
  /** What the pack claims to hold. */
  objects: number;
  bytes: number;
}

const packSignature = 'PACK';
const packHeaderBytes = 12;

/**
 * Reads the beginning of a bundle through a descriptor that stands at its first byte, and leaves it at the
 * first byte of the pack, for a child process to go on.
 * @throws BundleFormatError
 */
export async function readBundle(handle: FileHandle): Promise<BundleClaims> {
  const { size } = await handle.stat();
  const header = parseBundleHeader(await readAt(handle, 0, Math.min(size, maxHeaderBytes)));
  const pack = await readAt(handle, header.packOffset, packHeaderBytes);
  if (pack.length < packHeaderBytes || pack.toString('latin1', 0, 4) !== packSignature) {
    throw new BundleFormatError('no pack after the header');
  }
  await moveTo(handle, header.packOffset);
  return { header, objects: pack.readUInt32BE(8), bytes: size };
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Node has no lseek: reading without a position is what moves the descriptor. */
async function moveTo(handle: FileHandle, offset: number): Promise<void> {
  const scratch = Buffer.alloc(Math.min(offset, 64 * 1024));
  for (let left = offset; left > 0; ) {
    const { bytesRead } = await handle.read(scratch, 0, Math.min(left, scratch.length), null);
    if (bytesRead === 0) throw new BundleFormatError('the file was cut while it was read');
    left -= bytesRead;
  }
}

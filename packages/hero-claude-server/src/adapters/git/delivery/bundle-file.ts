import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { BundleFormatError, type BundleHeader, maxHeaderBytes, parseBundleHeader } from './bundle-header.ts';

/** An opened bundle: its header, and a descriptor that stands at the first byte of the pack. */
export interface BundleFile extends AsyncDisposable {
  header: BundleHeader;
  /** What the pack claims to hold. */
  objects: number;
  bytes: number;
  /** For a child process that reads the pack. */
  packFd: number;
}

const packSignature = 'PACK';
const packHeaderBytes = 12;

/** @throws BundleFormatError */
export async function openBundle(path: string): Promise<BundleFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    const start = await readAt(handle, 0, Math.min(size, maxHeaderBytes + packHeaderBytes));
    const header = parseBundleHeader(start);
    const pack = await readAt(handle, header.packOffset, packHeaderBytes);
    if (pack.length < packHeaderBytes || pack.toString('latin1', 0, 4) !== packSignature) {
      throw new BundleFormatError('no pack after the header');
    }
    await moveTo(handle, header.packOffset);
    return {
      header,
      objects: pack.readUInt32BE(8),
      bytes: size,
      packFd: handle.fd,
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
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

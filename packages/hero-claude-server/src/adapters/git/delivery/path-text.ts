import { isUtf8 } from 'node:buffer';

/** A path of a repository as text, and as it really is where the text cannot hold it. */
export interface PathText {
  /** UTF-8; bytes that are none are shown as U+FFFD. */
  path: string;
  /** The bytes in base64, only when they are not UTF-8. */
  pathBase64?: string;
}

export function pathText(bytes: Buffer): string {
  return bytes.toString('utf8');
}

export function pathOf(bytes: Buffer): PathText {
  if (isUtf8(bytes)) return { path: bytes.toString('utf8') };
  return { path: bytes.toString('utf8'), pathBase64: bytes.toString('base64') };
}

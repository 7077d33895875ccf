/**
 * A file name as git and the kernel see it: bytes, which need not be UTF-8. Held as a string with one
 * character per byte, so that it can be compared, sorted and used as a key, and goes back to bytes unchanged.
 */
export type RawPath = string;

export function rawPathBytes(path: RawPath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** For people and JSON; bytes that are no UTF-8 show as U+FFFD. */
export function rawPathText(path: RawPath): string {
  return rawPathBytes(path).toString('utf8');
}

export function rawPathFromText(text: string): RawPath {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The records of `-z` output. */
export function splitNul(output: Buffer): RawPath[] {
  const text = output.toString('latin1');
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

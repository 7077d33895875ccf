import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from 'hero-rpc/node';

const maxLogBytes = 10 * 1024 * 1024;
const keptLogs = 3;
const tailBytes = 64 * 1024;

export function logFileOf(logDir: string, name: string): string {
  return join(logDir, `${name}.log`);
}

/** Opens a log for appending: whoever holds it goes on at its end, also after it was emptied. */
export function openLog(file: string): { fd: number; size: number } {
  makeFolder(dirname(file), 0o700);
  const fd = openSync(file, 'a', 0o600);
  return { fd, size: fstatSync(fd).size };
}

/**
 * Moves a log that has grown too long aside and empties it. The file itself stays, because a running process
 * writes to it; what it writes between copy and emptying is lost.
 */
export function rotateLog(file: string, maxBytes = maxLogBytes): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) return false;
  for (let number = keptLogs - 1; number > 0; number--) {
    const older = `${file}.${number}`;
    if (existsSync(older)) renameSync(older, `${file}.${number + 1}`);
  }
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
  return true;
}

/** The last lines of a log, from an offset on. */
export function tailLog(file: string, lines: number, from = 0): string[] {
  if (!existsSync(file)) return [];
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    // An offset beyond the end is from before the log was emptied.
    const start = Math.max(from > size ? 0 : from, size - tailBytes);
    const buffer = Buffer.alloc(size - start);
    const read = readSync(fd, buffer, 0, buffer.length, start);
    const text = buffer.toString('utf8', 0, read).replace(/\n$/, '');
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    closeSync(fd);
  }
}

import { createHash, type Hash } from 'node:crypto';

/** One line as it stands in the file. */
export interface JournalLine {
  /** File offset of its first byte. */
  start: number;
  /** Without the newline; the first bytes of a line that is too long. */
  bytes: Buffer;
  length: number;
  flaw: 'truncated' | 'torn' | null;
  sha256: string | null;
}

const newline = 0x0a;

/**
 * Cuts bytes into lines and knows the file offset of each. Bytes are never decoded here: invalid UTF-8 and
 * carriage returns stay as they are. Zero bytes in front of a line are no part of it (they are what a hole in
 * a file reads as). Of a line over `maxLineBytes` the first bytes, the length and the hash are kept; memory
 * stays bounded whatever comes.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #position: number;
  #lineStart: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #hash: Hash | null = null;
  #hashLost = false;

  constructor(offset: number, maxLineBytes: number) {
    this.#position = offset;
    this.#lineStart = offset;
    this.#maxLineBytes = maxLineBytes;
  }

  /** Goes on within a line that is known to be too long and whose beginning cannot be read any more. */
  static withinLongLine(start: number, position: number, maxLineBytes: number): LineSplitter {
    const splitter = new LineSplitter(position, maxLineBytes);
    splitter.#lineStart = start;
    splitter.#length = position - start;
    splitter.#hashLost = true;
    return splitter;
  }

  /** The offset after the last byte taken in. */
  get position(): number {
    return this.#position;
  }

  /** The offset of the first byte that belongs to no finished line. */
  get lineStart(): number {
    return this.#lineStart;
  }

  get inLongLine(): boolean {
    return this.#length > this.#maxLineBytes;
  }

  /** What is kept of the unfinished line that is too long. */
  longLine(): JournalLine {
    return this.#line('truncated', null);
  }

  push(chunk: Buffer): JournalLine[] {
    const lines: JournalLine[] = [];
    let from = 0;
    while (from < chunk.length) {
      const end = chunk.indexOf(newline, from);
      this.#take(chunk.subarray(from, end < 0 ? chunk.length : end));
      if (end < 0) break;
      this.#position += 1;
      if (this.#length > 0) lines.push(this.#finish(null));
      this.#begin();
      from = end + 1;
    }
    return lines;
  }

  /** Ends an unfinished line where it stands, and goes on at `offset`. */
  closeTorn(offset = this.#position): JournalLine | null {
    const line = this.#length > 0 ? this.#finish('torn') : null;
    this.#position = offset;
    this.#begin();
    return line;
  }

  #begin(): void {
    this.#lineStart = this.#position;
    this.#pieces = [];
    this.#length = 0;
    this.#hash = null;
    this.#hashLost = false;
  }

  #take(bytes: Buffer): void {
    let piece = bytes;
    if (this.#length === 0) {
      const zeros = leadingZeros(piece);
      piece = piece.subarray(zeros);
      this.#lineStart += zeros;
    }
    this.#position += bytes.length;
    if (piece.length === 0) return;
    const room = Math.max(0, this.#maxLineBytes - this.#length);
    const wasLong = this.#length > this.#maxLineBytes;
    this.#length += piece.length;
    if (this.#hashLost) return;
    if (wasLong) this.#hash?.update(piece);
    else if (this.#length > this.#maxLineBytes) {
      this.#hash = createHash('sha256');
      for (const kept of this.#pieces) this.#hash.update(kept);
      this.#hash.update(piece);
    }
    if (room > 0) this.#pieces.push(piece.subarray(0, room));
  }

  #finish(flaw: 'torn' | null): JournalLine {
    const long = this.#length > this.#maxLineBytes;
    return this.#line(long ? 'truncated' : flaw, this.#hash?.digest('hex') ?? null);
  }

  #line(flaw: JournalLine['flaw'], sha256: string | null): JournalLine {
    // Most lines lie in one piece, and a copy of each would be most of the garbage.
    const [only, ...more] = this.#pieces;
    const bytes = only !== undefined && more.length === 0 ? only : Buffer.concat(this.#pieces);
    return { start: this.#lineStart, bytes, length: this.#length, flaw, sha256 };
  }
}

function leadingZeros(bytes: Buffer): number {
  let count = 0;
  while (count < bytes.length && bytes[count] === 0) count += 1;
  return count;
}

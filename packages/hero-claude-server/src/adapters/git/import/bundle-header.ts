import { isObjectId, type ObjectFormat, objectFormatOf } from '../../../domain/delivery/object-id.ts';

/** What a bundle says about itself. All of it is a claim. */
export interface BundleHeader {
  version: 2 | 3;
  objectFormat: ObjectFormat;
  /** Commits the receiver must have. */
  prerequisites: string[];
  /** The one commit the bundle brings. */
  tip: string;
  /** Where the pack begins in the file. */
  packOffset: number;
}

export class BundleFormatError extends Error {
  override readonly name = 'BundleFormatError';
}

/** A header beyond these is not one of ours: it names one tip and the commits at its border. */
export const maxHeaderBytes = 4 * 1024 ** 2;
const maxPrerequisites = 10_000;

/**
 * Reads the header of a git bundle from the beginning of the file. Strict: a known version, no filter,
 * prerequisites before the tip, exactly one tip. The name of the tip is not looked at.
 * @throws BundleFormatError
 */
export function parseBundleHeader(start: Buffer): BundleHeader {
  const lines = new HeaderLines(start);
  const version = versionOf(lines.next());
  let objectFormat: ObjectFormat = 'sha1';
  let line = lines.next();
  for (; line.startsWith('@'); line = lines.next()) {
    if (version === 3 && line === '@object-format=sha1') objectFormat = 'sha1';
    else if (version === 3 && line === '@object-format=sha256') objectFormat = 'sha256';
    else throw new BundleFormatError(`unknown capability "${line.slice(0, 80)}"`);
  }
  const prerequisites: string[] = [];
  for (; line.startsWith('-'); line = lines.next()) {
    prerequisites.push(objectIdOf(line.slice(1), objectFormat));
    if (prerequisites.length > maxPrerequisites) throw new BundleFormatError('too many prerequisites');
  }
  if (line === '') throw new BundleFormatError('no tip');
  const tip = objectIdOf(line, objectFormat);
  if (lines.next() !== '') throw new BundleFormatError('more than one tip');
  return { version, objectFormat, prerequisites, tip, packOffset: lines.offset };
}

class HeaderLines {
  offset = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  next(): string {
    const end = this.#bytes.indexOf(0x0a, this.offset);
    if (end === -1) {
      throw new BundleFormatError(
        this.#bytes.length >= maxHeaderBytes ? 'the header is too long' : 'the header is cut short',
      );
    }
    const line = this.#bytes.toString('latin1', this.offset, end);
    this.offset = end + 1;
    return line;
  }
}

function versionOf(line: string): 2 | 3 {
  if (line === '# v2 git bundle') return 2;
  if (line === '# v3 git bundle') return 3;
  throw new BundleFormatError('not a git bundle');
}

/** `<oid>`, or `<oid> <anything>`. */
function objectIdOf(line: string, format: ObjectFormat): string {
  const space = line.indexOf(' ');
  const oid = space === -1 ? line : line.slice(0, space);
  if (!isObjectId(oid) || objectFormatOf(oid) !== format) {
    throw new BundleFormatError(`"${oid.slice(0, 80)}" is not an object id of ${format}`);
  }
  return oid;
}

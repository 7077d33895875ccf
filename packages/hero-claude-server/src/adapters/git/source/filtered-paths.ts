import { join } from 'node:path';
import { type RawPath, rawPathBytes, splitNul } from '../../../domain/session/raw-path.ts';
import { readRegularFile } from '../../../lib/open-regular-file.ts';
import type { Git, GitPlace } from '../git-command.ts';

const maxAttributesBytes = 1024 * 1024;
const notADriver = new Set(['unspecified', 'unset', 'set']);

/**
 * The paths whose `filter` attribute names a driver (LFS, git-crypt): what is on disk is not what is stored, and
 * only a program of the user's configuration could turn one into the other.
 */
export async function findFilteredPaths(
  git: Git,
  place: GitPlace & { workTree: string },
  paths: readonly RawPath[],
  signal?: AbortSignal,
): Promise<Set<RawPath>> {
  const attributeFiles = paths.filter(
    (path) => path === '.gitattributes' || path.endsWith('/.gitattributes'),
  );
  const mentions = await Promise.all([
    mentionsFilter(join(place.gitDir, 'info/attributes')),
    ...attributeFiles.map(async (path) =>
      mentionsFilter(Buffer.concat([Buffer.from(`${place.workTree}/`), rawPathBytes(path)])),
    ),
  ]);
  // Asking git about fifty thousand paths takes longer than reading a few files.
  if (!mentions.includes(true)) return new Set();
  const { stdout } = await git(['check-attr', '--stdin', '-z', 'filter'], {
    place,
    stdin: rawPathBytes(paths.join('\0')),
    signal,
  });
  const filtered = new Set<RawPath>();
  const fields = splitNul(stdout);
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [path = '', , driver = ''] = fields.slice(index, index + 3);
    if (!notADriver.has(driver)) filtered.add(path);
  }
  return filtered;
}

async function mentionsFilter(file: string | Buffer): Promise<boolean> {
  const bytes = await readRegularFile(file, { maxBytes: maxAttributesBytes }).catch(() => undefined);
  return bytes !== undefined && (bytes.length === maxAttributesBytes || bytes.includes('filter'));
}

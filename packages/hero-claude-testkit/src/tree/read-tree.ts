import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export interface TreeOptions {
  /** Modification times count too: shows writes that put the same bytes back. */
  mtimes?: boolean;
  /** Paths below the root (`/` separated) that are left out with all they hold. */
  ignore?: (path: string) => boolean;
}

const streamFromBytes = 4 * 1024 * 1024;
const batchSize = 64;

/** Path → what it is (kind, mode, content hash or link target), for everything below `dir`. Follows no link. */
export async function readTree(dir: string, options: TreeOptions = {}): Promise<Map<string, string>> {
  const tree = new Map<string, string>();
  // As bytes: a name need not be text.
  const pending: Buffer[] = [Buffer.from('.')];
  while (pending.length > 0) {
    const batch = pending.splice(-batchSize);
    const described = await Promise.all(batch.map(async (path) => await describe(dir, path, options)));
    for (const [index, path] of batch.entries()) {
      const { entry = '', children = [] } = described[index] ?? {};
      tree.set(textOf(path), entry);
      const at = textOf(path) === '.' ? [] : [path, Buffer.from('/')];
      const paths = children.map((name) => Buffer.concat([...at, name]));
      pending.push(...paths.filter((child) => !options.ignore?.(textOf(child))));
    }
  }
  return tree;
}

/** One digest of a tree: equal exactly when names, kinds, modes, contents and link targets are. */
export async function hashTree(dir: string, options: TreeOptions = {}): Promise<string> {
  const tree = await readTree(dir, options);
  const hash = createHash('sha256');
  for (const path of [...tree.keys()].sort()) hash.update(JSON.stringify([path, tree.get(path)]));
  return hash.digest('hex');
}

/** What differs between two readings of a tree, one line per path, sorted; empty when nothing does. */
export function diffTrees(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].sort().flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    if (old === undefined) return [`added ${path}: ${now}`];
    return [now === undefined ? `removed ${path}: ${old}` : `changed ${path}: ${old} → ${now}`];
  });
}

/** Names that are no text differ from all that are. */
function textOf(path: Buffer): string {
  return isUtf8(path) ? path.toString() : `bytes ${path.toString('hex')}`;
}

async function describe(
  dir: string,
  path: Buffer,
  options: TreeOptions,
): Promise<{ entry: string; children: Buffer[] }> {
  const full = Buffer.concat([Buffer.from(`${dir}/`), path]);
  const stat = await lstat(full, { bigint: true });
  const mode = (stat.mode & 0o7777n).toString(8);
  const time = options.mtimes ? ` ${stat.mtimeNs}` : '';
  if (stat.isDirectory()) return { entry: `dir ${mode}${time}`, children: await readdir(full, 'buffer') };
  if (stat.isSymbolicLink()) return { entry: `link ${await readlink(full)}${time}`, children: [] };
  if (!stat.isFile()) return { entry: `special ${mode}${time}`, children: [] };
  return { entry: `file ${mode} ${await hashFile(full, Number(stat.size))}${time}`, children: [] };
}

async function hashFile(path: Buffer, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (sizeBytes < streamFromBytes) hash.update(await readFile(path));
  else await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

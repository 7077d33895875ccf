import { readdir, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { repoOutsideObjects } from '../../../domain/repo/repo-errors.ts';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { readRegularFile } from '../../../lib/open-regular-file.ts';

const maxAlternatesDepth = 5;
const maxTextBytes = 1024 * 1024;

/**
 * Refuses a repository that takes its history from outside CODEROOT: a file in `.git` could name any private
 * repository of the host, and all of it would be readable in the session. A linked worktree may, when the
 * repository it belongs to knows it.
 * @throws repo.outside_objects
 */
export async function checkObjectsInside(codeRoot: string, source: SourceRepo): Promise<void> {
  const root = await realpath(codeRoot);
  const known = await knownWorktreeOf(source);
  const allowed = known === undefined ? [root] : [root, known];
  const refuse = (location: string): never => {
    throw repoOutsideObjects({ repo: source.id, path: source.path, location });
  };

  async function visit(objects: string, depth: number): Promise<void> {
    const real = await realpath(objects).catch(() => refuse(objects));
    if (!allowed.some((folder) => isInside(folder, real)) || depth > maxAlternatesDepth) refuse(objects);
    for (const link of await linksIn(real)) {
      const target = await realpath(link).catch(() => refuse(link));
      if (!allowed.some((folder) => isInside(folder, target))) refuse(target);
    }
    for (const alternate of await alternatesOf(real)) await visit(alternate, depth + 1);
  }

  await visit(join(source.commonDir, 'objects'), 0);
}

/** The repository of a linked worktree, when its own record of worktrees leads back to this one. */
async function knownWorktreeOf(source: SourceRepo): Promise<string | undefined> {
  if (source.gitDir === source.commonDir) return undefined;
  const record = await textOf(join(source.gitDir, 'gitdir'));
  const [back, dotGit, common] = await Promise.all(
    [resolve(source.gitDir, record.trim()), join(source.path, '.git'), source.commonDir].map(async (path) =>
      realpath(path).catch(() => undefined),
    ),
  );
  return back !== undefined && back === dotGit ? common : undefined;
}

async function linksIn(objects: string): Promise<string[]> {
  const folders = [objects, join(objects, 'pack')];
  const listed = await Promise.all(
    folders.map(async (folder) => readdir(folder, { withFileTypes: true }).catch(() => [])),
  );
  return listed.flatMap((entries, index) =>
    entries
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => join(folders[index] ?? objects, entry.name)),
  );
}

async function alternatesOf(objects: string): Promise<string[]> {
  const text = await textOf(join(objects, 'info/alternates'));
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(objects, line.startsWith('"') ? unquoted(line) : line));
}

async function textOf(file: string): Promise<string> {
  const bytes = await readRegularFile(file, { maxBytes: maxTextBytes, followLinks: true }).catch(
    () => undefined,
  );
  return bytes?.toString('utf8') ?? '';
}

/** A path in C quotes; octal escapes stand for bytes. */
function unquoted(line: string): string {
  const inner = line.slice(1, line.lastIndexOf('"'));
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  const bytes = Buffer.from(inner, 'utf8')
    .toString('latin1')
    .replace(/\\([0-7]{3}|.)/g, (_match, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (named[code] ?? code),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { buildDirInRepo } from '../../../domain/repo/repo-errors.ts';
import { readSourceLayout } from './source-layout.ts';

/**
 * Refuses a BUILDDIR inside a repository: sessions would show up as that repository's files and be copied in
 * turn. A repository that holds CODEROOT itself (a versioned home folder) is none of ours.
 * @throws repo.build_dir_inside
 */
export async function checkLayout(codeRoot: string, buildDir: string): Promise<void> {
  const root = await nearestRealPath(codeRoot);
  const start = await nearestRealPath(buildDir);
  for (let path = start; ; path = dirname(path)) {
    const holdsCodeRoot = root !== path && root.startsWith(path === sep ? sep : path + sep);
    if (!holdsCodeRoot && (await isRepository(path))) {
      throw buildDirInRepo({ build_dir: buildDir, repository: path });
    }
    if (dirname(path) === path) return;
  }
}

async function isRepository(path: string): Promise<boolean> {
  const hasDotGit = await lstat(join(path, '.git')).then(
    () => true,
    () => false,
  );
  return hasDotGit && (await readSourceLayout(path, '', path).catch(() => undefined)) !== undefined;
}

/** The real path of a folder that need not exist yet. */
async function nearestRealPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path
      ? path
      : join(await nearestRealPath(dirname(path)), path.slice(dirname(path).length));
  }
}

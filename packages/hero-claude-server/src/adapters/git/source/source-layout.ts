import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { readRegularFile } from '../../../lib/open-regular-file.ts';

const maxPointerBytes = 4096;

/** A repository, and what it had checked out when it was looked at. */
export interface SourceLayout extends SourceRepo {
  /** Null when detached. */
  branch: string | null;
}

/**
 * Understands the folder `path` as a repository by looking at files alone: a `.git` folder, a `.git` file
 * (linked worktree, submodule) or a bare repository. Undefined when it is none.
 * `entries` saves reading the folder again.
 */
export async function readSourceLayout(
  codeRoot: string,
  id: string,
  path: string,
  entries?: readonly Dirent[],
): Promise<SourceLayout | undefined> {
  const names = entries ?? (await readdir(path, { withFileTypes: true }));
  const dotGit = names.find((entry) => entry.name === '.git');
  if (dotGit) {
    const gitDir = dotGit.isDirectory() ? join(path, '.git') : await pointedGitDir(path);
    return gitDir === undefined ? undefined : layoutOf({ id, codeRoot, path, gitDir, bare: false });
  }
  const looksBare = ['HEAD', 'objects', 'refs'].every((name) => names.some((entry) => entry.name === name));
  return looksBare ? layoutOf({ id, codeRoot, path, gitDir: path, bare: true }) : undefined;
}

async function layoutOf(found: Omit<SourceRepo, 'commonDir'>): Promise<SourceLayout | undefined> {
  const head = await readSmall(join(found.gitDir, 'HEAD'));
  if (head === undefined) return undefined;
  const common = await readSmall(join(found.gitDir, 'commondir'));
  const commonDir = common === undefined ? found.gitDir : resolve(found.gitDir, common);
  return { ...found, commonDir, branch: branchOf(head) };
}

/** What a `.git` that is a file (or a link to a folder) points at. */
async function pointedGitDir(path: string): Promise<string | undefined> {
  const text = await readSmall(join(path, '.git'));
  const target = text?.startsWith('gitdir: ') === true ? text.slice('gitdir: '.length) : undefined;
  if (target !== undefined) return isAbsolute(target) ? target : resolve(path, target);
  return realpath(join(path, '.git')).catch(() => undefined);
}

async function readSmall(file: string): Promise<string | undefined> {
  try {
    const bytes = await readRegularFile(file, { maxBytes: maxPointerBytes, followLinks: true });
    return bytes?.toString('utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}

/** The branch that HEAD names; null when detached. */
export async function currentBranch(source: SourceRepo): Promise<string | null> {
  return branchOf((await readSmall(join(source.gitDir, 'HEAD'))) ?? '');
}

function branchOf(head: string): string | null {
  return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null;
}

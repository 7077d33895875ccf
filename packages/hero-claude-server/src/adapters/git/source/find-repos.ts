import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeRootUnreadable } from '../../../domain/repo/repo-errors.ts';
import { isRepoIdPart, maxRepoDepth } from '../../../domain/repo/repo-id.ts';
import { readSourceLayout, type SourceLayout } from './source-layout.ts';

export interface FindOptions {
  buildDir: string;
  /** Told about folders that were left out, and why. */
  onSkipped: (path: string, reason: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * All repositories below `codeRoot`, sorted by id. Starts no process: a thousand repositories are a thousand
 * directory reads. Symbolic links are not followed.
 */
export async function findRepos(codeRoot: string, options: FindOptions): Promise<SourceLayout[]> {
  const root = await realpath(codeRoot).catch((error: unknown) => {
    throw codeRootUnreadable({ code_root: codeRoot, reason: reasonOf(error) }, { cause: error });
  });
  const buildDir = await realpath(options.buildDir).catch(() => options.buildDir);
  const found: SourceLayout[] = [];

  async function visit(path: string, parts: readonly string[]): Promise<void> {
    options.signal?.throwIfAborted();
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (error) {
      if (parts.length === 0) {
        throw codeRootUnreadable({ code_root: codeRoot, reason: reasonOf(error) }, { cause: error });
      }
      options.onSkipped(path, reasonOf(error));
      return;
    }
    const id = parts.length === 0 ? basename(root) : parts.join('/');
    const repo = await readSourceLayout(root, id, path, entries);
    if (repo) {
      if (parts.length > 0 || isRepoIdPart(id)) found.push(repo);
      return;
    }
    if (parts.length === maxRepoDepth || !mayHoldRepos(parts)) return;
    const folders = entries.filter((entry) => entry.isDirectory());
    await Promise.all(
      folders.map(async ({ name }) => {
        const child = join(path, name);
        if (child === buildDir) return;
        if (!isRepoIdPart(name)) options.onSkipped(child, 'its name cannot be part of a repository id');
        else await visit(child, [...parts, name]);
      }),
    );
  }

  await visit(root, []);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Hidden folders and installed packages are looked at, but not into. Nor is a folder named `x.git` that is no
 * repository: its vaults would lie inside that of a repository `x`.
 */
function mayHoldRepos(parts: readonly string[]): boolean {
  const name = parts.at(-1);
  return name === undefined || !(name.startsWith('.') || name === 'node_modules' || name.endsWith('.git'));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

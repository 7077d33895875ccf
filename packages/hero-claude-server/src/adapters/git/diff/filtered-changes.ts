import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type RawPath,
  rawPathBytes,
  rawPathFromText,
  rawPathText,
  splitNul,
} from '../../../domain/session/raw-path.ts';
import { type Vault, vaultGit } from '../vault/vault-git.ts';
import type { ChangedFile } from './changed-files.ts';

export interface FilteredChangesOptions {
  /** The commit with the changes. */
  commit: string;
  changes: readonly ChangedFile[];
  /** Paths that were filtered in the source. */
  filteredPaths: readonly string[];
  signal?: AbortSignal | undefined;
}

/**
 * The changes whose content a filter (LFS, git-crypt) should have made and did not, because no filter runs
 * in a session. Deleting such a file, or moving it as it is to another filtered path, is no such change.
 */
export async function filteredChanges(vault: Vault, options: FilteredChangesOptions): Promise<string[]> {
  const { changes } = options;
  if (changes.length === 0) return [];
  const filtered = await filteredByAttribute(vault, options);
  for (const path of options.filteredPaths) filtered.add(rawPathFromText(path));
  return changes
    .filter(({ status, path, oldPath, oldOid, newOid }) => {
      const before = filtered.has(oldPath);
      const after = filtered.has(path);
      if (status === 'deleted' || (!before && !after)) return false;
      return !(before && after && oldOid === newOid);
    })
    .map((file) => rawPathText(file.path));
}

/** One at a time per vault; what a killed server left is overwritten. */
const indexName = 'airlock-index';
const noDriver = new Set(['unspecified', 'unset', 'set']);

/** Asks git, with an index that has the commit's own .gitattributes. */
async function filteredByAttribute(
  vault: Vault,
  { commit, changes, signal }: FilteredChangesOptions,
): Promise<Set<RawPath>> {
  const index = join(vault.dir, indexName);
  const remove = async () =>
    Promise.all([index, `${index}.lock`].map(async (path) => rm(path, { force: true })));
  await remove();
  const options = { step: 'looking for filtered files', env: { GIT_INDEX_FILE: index }, signal };
  try {
    await vaultGit(vault, ['read-tree', commit], options);
    const paths = changes.flatMap(({ path, oldPath }) => [path, oldPath]);
    const stdin = rawPathBytes(paths.map((path) => `${path}\0`).join(''));
    const out = await vaultGit(vault, ['check-attr', '--cached', '--stdin', '-z', 'filter'], {
      ...options,
      stdin,
    });
    const fields = splitNul(out);
    const filtered = new Set<RawPath>();
    for (let start = 0; start + 2 < fields.length; start += 3) {
      const [path = '', , driver = ''] = fields.slice(start, start + 3);
      if (!noDriver.has(driver)) filtered.add(path);
    }
    return filtered;
  } finally {
    await remove();
  }
}

import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFull } from '../../../domain/repo/git-errors.ts';
import type { PreparedRepo, PrepareInput } from '../../../domain/repo/source-repo.ts';
import { vaultPath } from '../../../domain/session/session-folder.ts';
import { freeBytes, isOutOfSpace } from '../../disk-space.ts';
import { exists, giveFolders, removeTree } from '../../file-tree.ts';
import { explainFailure } from '../explain-failure.ts';
import { checkBranchName, resolveBase } from '../source/base-commit.ts';
import { openSource } from '../source/open-source.ts';
import { type CopyTools, makeCopy } from './make-copy.ts';

/**
 * Makes vault, session copy and source snapshot of one repository, or leaves nothing behind. The copy grows as
 * `<folder>.partial` and gets its name when it is whole.
 */
export async function prepareRepo(tools: CopyTools, input: PrepareInput): Promise<PreparedRepo> {
  const { source, folder, signal } = input;
  signal?.throwIfAborted();
  const target = join(folder.code, source.id);
  if (await exists(target)) throw new Error(`${target} is there already; a copy is prepared once`);
  const vault = vaultPath(folder, source.id);
  const partial = `${target}.partial`;
  await removeTree(partial);
  await mkdir(partial, { recursive: true });
  await giveFolders(tools.owner, folder.code, partial);
  try {
    await using open = await openSource(tools, source, signal);
    const base = await resolveBase(tools.git, source, open.shadow, open, input.base, signal);
    await checkBranchName(tools.git, source, open.shadow, input.branch, signal);
    const place = {
      gitDir: join(partial, '.git'),
      workTree: partial,
      objectDir: join(open.shadow.gitDir, 'staging'),
      alternates: [join(vault, 'objects')],
    };
    const making = { open, input, base, vault, partial, place };
    const prepared = await makeCopy(tools, making).catch((error: unknown) => {
      throw explainFailure(open, error);
    });
    await rename(partial, target);
    return prepared;
  } catch (error) {
    await Promise.all([removeTree(partial), removeTree(vault)]);
    if (!isOutOfSpace(error)) throw error;
    const have = await freeBytes(folder.root);
    throw diskFull({ path: folder.root, need_bytes: have + 1, have_bytes: have }, { cause: error });
  }
}

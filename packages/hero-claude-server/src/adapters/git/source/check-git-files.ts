import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repoUnsupported } from '../../../domain/repo/repo-errors.ts';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';

const ownFiles = ['HEAD', 'commondir', 'config.worktree', 'index'];
const sharedFiles = ['config', 'packed-refs', 'shallow', 'objects/info/alternates'];

/**
 * Refuses a repository that has a pipe or a device where git expects a file: git would wait at it for ever.
 * @throws repo.unsupported
 */
export async function checkGitFiles({ id, path, gitDir, commonDir }: SourceRepo): Promise<void> {
  const files = [
    ...ownFiles.map((name) => join(gitDir, name)),
    ...sharedFiles.map((name) => join(commonDir, name)),
  ];
  const odd = await Promise.all(
    files.map(async (file) =>
      stat(file).then(
        (stats) => !stats.isFile(),
        () => false,
      ),
    ),
  );
  const file = files.find((_, index) => odd[index]);
  if (file !== undefined) throw repoUnsupported({ repo: id, path, reason: `${file} is not a file` });
}

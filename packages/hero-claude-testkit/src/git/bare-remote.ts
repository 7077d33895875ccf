import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.ts';

/** Refuses what `testkit.rejectpushes` or `testkit.protectedbranch` of the repository say. */
const preReceive = `#!/bin/sh
message=$(git config --get testkit.rejectpushes)
if [ -n "$message" ]; then
  echo "$message" >&2
  exit 1
fi
protected=$(git config --get-all testkit.protectedbranch)
while read -r _old _new ref; do
  for branch in $protected; do
    if [ "$ref" = "refs/heads/$branch" ]; then
      echo "branch $branch is protected" >&2
      exit 1
    fi
  done
done
`;

/** A bare repository that plays a forge's: what it refuses is switched on it, whatever the transport. */
export interface BareRemote {
  dir: string;
  /** Every push fails with this message; `null` lets them in again. */
  rejectPushes(message: string | null): Promise<void>;
  protectBranch(branch: string): Promise<void>;
  /** Branch name → commit. */
  branches(): Promise<Record<string, string>>;
  git: (...args: string[]) => Promise<string>;
}

export interface BareRemoteOptions {
  objectFormat?: 'sha1' | 'sha256';
}

/** Makes an empty bare repository at `dir` (default branch main), to be pushed to by path or served. */
export async function createBareRemote(dir: string, options: BareRemoteOptions = {}): Promise<BareRemote> {
  await mkdir(dir, { recursive: true });
  await git(dir, ['init', '--quiet', '--bare', `--object-format=${options.objectFormat ?? 'sha1'}`]);
  await git(dir, ['config', 'http.receivepack', 'true']);
  await writeFile(join(dir, 'hooks', 'pre-receive'), preReceive);
  await chmod(join(dir, 'hooks', 'pre-receive'), 0o755);
  const set = async (...args: string[]): Promise<void> => {
    await git(dir, ['config', ...args], { check: args[0] !== '--unset-all' });
  };
  return {
    dir,
    rejectPushes: async (message) =>
      await (message === null
        ? set('--unset-all', 'testkit.rejectpushes')
        : set('testkit.rejectpushes', message)),
    protectBranch: async (branch) => await set('--add', 'testkit.protectedbranch', branch),
    branches: async () => {
      const lines = await git(dir, ['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads']);
      return Object.fromEntries(lines.split('\n').flatMap((line) => (line ? [line.split(' ')] : [])));
    },
    git: async (...args) => await git(dir, args),
  };
}

import type { Identity } from '../../../domain/repo/source-repo.ts';
import { type RawPath, rawPathText, splitNul } from '../../../domain/session/raw-path.ts';
import type { Git, GitPlace } from '../git-command.ts';

/** Brings the index up to what the files are now, and returns the tree; unchanged files are not read. */
export async function writeWorkTree(
  git: Git,
  place: GitPlace,
  rules: { excludesFile: string | undefined; except?: readonly RawPath[] },
  signal?: AbortSignal,
): Promise<string> {
  const config = rules.excludesFile === undefined ? [] : [['core.excludesFile', rules.excludesFile] as const];
  const except = (rules.except ?? []).map((path) => `:(top,exclude,literal)${path}\0`).join('');
  await git(['add', '--all', '--sparse', '--pathspec-from-file=-', '--pathspec-file-nul'], {
    place,
    config,
    stdin: Buffer.from(`:/\0${except}`, 'latin1'),
    signal,
  });
  const { stdout } = await git(['write-tree'], { place, signal });
  return stdout.toString('latin1').trim();
}

export async function treeOf(
  git: Git,
  place: GitPlace,
  commit: string,
  signal?: AbortSignal,
): Promise<string> {
  const { stdout } = await git(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], {
    place,
    signal,
  });
  return stdout.toString('latin1').trim();
}

export async function commitTree(
  git: Git,
  place: GitPlace,
  commit: { tree: string; parents: readonly string[]; message: string; identity: Identity },
  signal?: AbortSignal,
): Promise<string> {
  const { name, email } = commit.identity;
  const { stdout } = await git(
    ['commit-tree', ...commit.parents.flatMap((parent) => ['-p', parent]), '-F', '-', commit.tree],
    {
      place,
      env: {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
      },
      stdin: `${commit.message}\n`,
      signal,
    },
  );
  return stdout.toString('latin1').trim();
}

/** The files two commits or trees differ in, for people. */
export async function changedFiles(
  git: Git,
  place: GitPlace,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const { stdout } = await git(['diff-tree', '-r', '-z', '--no-renames', '--name-only', from, to], {
    place,
    signal,
  });
  return splitNul(stdout).map(rawPathText);
}

export async function isAncestor(
  git: Git,
  place: GitPlace,
  ancestor: string,
  descendant: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, descendant];
  const { exitCode } = await git(args, { place, signal, okExitCodes: [0, 1] });
  return exitCode === 0;
}

import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const repoNotFound = defineError('repo.not_found', {
  family: 'not_found',
  data: z.object({ repo: z.string(), code_root: z.string(), nearest: z.string().nullable() }),
  when: 'No repository under CODEROOT has that id',
  message: ({ repo, code_root, nearest }) =>
    `No repository "${repo}" under ${code_root}${nearest === null ? '' : `; did you mean "${nearest}"?`}`,
  hint: () =>
    'hero-claude repo list shows them; an id is the path below CODEROOT, at most three folders deep',
});

export const repoNoCommits = defineError('repo.no_commits', {
  family: 'conflict',
  data: z.object({ repo: z.string(), path: z.string() }),
  when: 'The repository has no commit a session could start from',
  message: ({ repo }) => `"${repo}" has no commits on its current branch, so there is nothing to branch from`,
  hint: ({ path }) => `make the first one: git -C ${path} commit --allow-empty -m "first commit"`,
});

export const repoUnknownBase = defineError('repo.unknown_base', {
  family: 'not_found',
  data: z.object({ repo: z.string(), base: z.string(), nearest: z.string().nullable() }),
  when: 'base names no branch, tag, remote branch or commit of the repository',
  message: ({ repo, base, nearest }) =>
    `"${repo}" has no branch, tag or commit "${base}"${nearest === null ? '' : `; did you mean "${nearest}"?`}`,
});

export const repoBadBranch = defineError('repo.bad_branch', {
  family: 'invalid_params',
  data: z.object({ repo: z.string(), branch: z.string() }),
  when: 'The name of the branch for the work is not a valid one in git',
  message: ({ branch }) => `"${branch}" is not a valid branch name`,
});

export const repoIncomplete = defineError('repo.incomplete', {
  family: 'conflict',
  data: z.object({ repo: z.string(), path: z.string(), remote: z.string() }),
  when: 'The repository is a partial clone and lacks objects of its own history',
  message: ({ repo, remote }) =>
    `"${repo}" is a partial clone: part of its history is still on "${remote}", and a session has no network to fetch it`,
  hint: ({ path, remote }) =>
    `complete it: git -C ${path} config --unset remote.${remote}.partialclonefilter && git -C ${path} fetch --refetch ${remote}`,
});

export const repoOutsideObjects = defineError('repo.outside_objects', {
  family: 'conflict',
  data: z.object({ repo: z.string(), path: z.string(), location: z.string() }),
  when: 'The repository takes its history from outside CODEROOT',
  message: ({ repo, location }) => `"${repo}" takes its history from ${location}, which is outside CODEROOT`,
  hint: ({ path }) =>
    `make it whole: git -C ${path} repack -a -d && rm ${path}/.git/objects/info/alternates; or have the other one under CODEROOT too`,
});

export const repoUnreadable = defineError('repo.unreadable', {
  family: 'failed',
  data: z.object({ repo: z.string(), reason: z.string() }),
  when: 'A file of the repository cannot be read',
  message: ({ repo, reason }) => `"${repo}" cannot be copied: ${reason}`,
  hint: () => 'give the user of the server the right to read it, or add it to .gitignore',
});

export const repoUnsupported = defineError('repo.unsupported', {
  family: 'conflict',
  data: z.object({ repo: z.string(), path: z.string(), reason: z.string() }),
  when: 'The repository uses something that the installed git cannot read, or is damaged',
  message: ({ repo, reason }) => `"${repo}" cannot be read: ${reason}`,
  hint: ({ path }) => `git -C ${path} fsck says more`,
});

export const codeRootUnreadable = defineError('repo.code_root_unreadable', {
  family: 'failed',
  data: z.object({ code_root: z.string(), reason: z.string() }),
  when: 'CODEROOT is missing or cannot be read',
  message: ({ code_root, reason }) => `CODEROOT ${code_root} cannot be read: ${reason}`,
  hint: () => 'set CODEROOT to the folder that holds your repositories',
});

export const buildDirInRepo = defineError('repo.build_dir_inside', {
  family: 'conflict',
  data: z.object({ build_dir: z.string(), repository: z.string() }),
  when: 'BUILDDIR lies inside a repository, which would copy itself',
  message: ({ build_dir, repository }) => `BUILDDIR ${build_dir} is inside the repository ${repository}`,
  hint: ({ repository }) => `set BUILDDIR to a folder outside, such as ${repository}-sessions`,
});

/** Everything reading a source repository can answer. */
export const sourceRepoErrors = [
  repoNotFound,
  repoNoCommits,
  repoUnknownBase,
  repoBadBranch,
  repoIncomplete,
  repoOutsideObjects,
  repoUnreadable,
  repoUnsupported,
  codeRootUnreadable,
  buildDirInRepo,
] as const;

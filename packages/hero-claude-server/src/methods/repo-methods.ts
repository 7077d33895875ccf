import { z } from 'zod';
import { RepoDetails, RepoSummary } from '../domain/repo/repo.ts';
import { sourceErrors } from './error-groups.ts';
import { method } from './method.ts';

export const repoList = method({
  name: 'repo.list',
  summary: 'List the repositories under CODEROOT',
  description: 'Looks three folders deep and never inside a repository.',
  params: z.object({}),
  result: z.array(RepoSummary),
  errors: sourceErrors,
  role: 'viewer',
  mcp: { readOnly: true, category: 'repo' },
  handler: async (_params, { repos }, { signal }) => repos.list(signal),
});

export const repoInfo = method({
  name: 'repo.info',
  summary: 'Show one repository: branch, last commit, changes, size, remotes',
  params: z.object({ repo: z.string().describe('Repository id as shown by repo.list') }),
  result: RepoDetails,
  errors: sourceErrors,
  role: 'viewer',
  mcp: { readOnly: true, category: 'repo' },
  cli: { positional: ['repo'] },
  handler: async ({ repo }, { repos }, { signal }) => repos.info(repo, signal),
});

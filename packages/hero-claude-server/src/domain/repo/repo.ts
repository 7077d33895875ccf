import { z } from 'zod';

export const RepoSummary = z
  .object({
    name: z.string().describe('Repository id: its path below CODEROOT'),
    path: z.string(),
    branch: z.string().nullable().describe('null for a detached HEAD'),
  })
  .meta({ id: 'RepoSummary' });
export type RepoSummary = z.infer<typeof RepoSummary>;

export const RepoDetails = RepoSummary.extend({
  head: z.string().nullable().describe('null without commits'),
  last_commit: z
    .object({
      sha: z.string(),
      subject: z.string(),
      author: z.string(),
      date: z.iso.datetime({ offset: true }),
    })
    .nullable(),
  dirty: z.boolean(),
  modified_files: z.number().int(),
  untracked_files: z.number().int(),
  size_bytes: z.number().int().describe('Of what a session would copy'),
  remotes: z.array(z.object({ name: z.string(), url: z.string() })).describe('Without credentials'),
  object_format: z.enum(['sha1', 'sha256']),
  traits: z.array(z.string()).describe('shallow, partial, sparse, submodules, worktree, lfs'),
}).meta({ id: 'RepoDetails' });
export type RepoDetails = z.infer<typeof RepoDetails>;

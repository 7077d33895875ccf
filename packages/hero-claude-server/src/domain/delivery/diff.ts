import { z } from 'zod';

export const DiffFile = z
  .object({
    path: z.string().describe('Bytes that are not UTF-8 are shown as U+FFFD'),
    path_base64: z.string().optional().describe('The bytes of the path, when they are not UTF-8'),
    old_path: z.string().optional().describe('Where it was, when renamed or copied'),
    status: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'type_changed']),
    old_mode: z.string().describe('As git has it: 100644, 100755, 120000, 160000; 000000 when added'),
    new_mode: z.string().describe('000000 when deleted'),
    binary: z.boolean(),
    additions: z.number().int(),
    deletions: z.number().int(),
    patch: z.string().optional().describe('Unified hunks; absent for binary files'),
    truncated: z.boolean().describe('The patch was longer than the limit'),
  })
  .meta({ id: 'DiffFile' });
export type DiffFile = z.infer<typeof DiffFile>;

export const RepoDiff = z
  .object({
    name: z.string(),
    from: z.string().nullable().describe('Commit the comparison starts from; null where the source had none'),
    to: z.string().nullable(),
    files_changed: z.number().int(),
    additions: z.number().int(),
    deletions: z.number().int(),
    files: z.array(DiffFile),
    next: z.number().int().nullable().describe('Pass as `after` for the next page'),
  })
  .meta({ id: 'RepoDiff' });
export type RepoDiff = z.infer<typeof RepoDiff>;

export const Commit = z
  .object({
    sha: z.string(),
    subject: z.string(),
    body: z.string(),
    author: z.string(),
    email: z.string(),
    date: z.iso.datetime({ offset: true }),
    committer: z.string(),
    files_changed: z.number().int(),
    additions: z.number().int(),
    deletions: z.number().int(),
  })
  .meta({ id: 'Commit' });
export type Commit = z.infer<typeof Commit>;

export const RepoCommits = z
  .object({
    name: z.string(),
    commits: z.array(Commit),
    uncommitted_files: z.number().int(),
    next: z.number().int().nullable(),
  })
  .meta({ id: 'RepoCommits' });
export type RepoCommits = z.infer<typeof RepoCommits>;

import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const gitFailed = defineError('git.failed', {
  family: 'failed',
  data: z.object({
    command: z.string(),
    exit_code: z.number().nullable(),
    signal: z.string().nullable(),
    stderr: z.string(),
  }),
  when: 'git said no',
  message: ({ command, exit_code, signal, stderr }) =>
    `${command} ${exit_code === null ? `was ended by ${signal ?? 'a signal'}` : `failed with exit code ${exit_code}`}${stderr === '' ? '' : `: ${stderr}`}`,
});

export const gitNoIdentity = defineError('git.no_identity', {
  family: 'conflict',
  data: z.object({ repo: z.string(), missing: z.array(z.string()) }),
  when: "Neither the repository nor the user's git configuration says who commits",
  message: ({ repo, missing }) =>
    `git does not know who you are: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set for "${repo}"`,
  hint: () => 'git config --global user.name "Your Name" && git config --global user.email you@example.com',
});

export const mergeInProgress = defineError('git.merge_in_progress', {
  family: 'conflict',
  data: z.object({ repo: z.string() }),
  when: 'The session copy is in the middle of a merge of its own',
  message: ({ repo }) => `The session's copy of "${repo}" is in the middle of a merge`,
  hint: () => 'let the agent finish or abort it, then sync again',
});

export const syncWouldOverwrite = defineError('sync.would_overwrite', {
  family: 'conflict',
  data: z.object({ repo: z.string(), files: z.array(z.string()) }),
  when: 'Files that the agent has changed and not committed are in the way of what is new in the source',
  message: ({ repo, files }) =>
    `Uncommitted work of the agent in "${repo}" is in the way: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}`,
  hint: () => 'ask the agent to commit its work, then sync again',
});

export const rsyncFailed = defineError('rsync.failed', {
  family: 'failed',
  data: z.object({ exit_code: z.number().nullable(), stderr: z.string(), log: z.string() }),
  when: 'rsync could not copy the files',
  message: ({ exit_code, stderr }) =>
    `rsync ended with ${exit_code === null ? 'a signal' : `exit code ${exit_code}`}${stderr === '' ? '' : `: ${stderr}`}`,
  hint: ({ log }) => `${log} has all of its output`,
});

export const diskFull = defineError('disk.full', {
  family: 'conflict',
  data: z.object({ path: z.string(), need_bytes: z.number(), have_bytes: z.number() }),
  when: 'The disk under BUILDDIR has too little room for the copy',
  message: ({ path, need_bytes, have_bytes }) =>
    `${path} has ${megabytes(have_bytes)} free and the copy needs ${megabytes(need_bytes)}`,
  hint: () => 'hero-claude trash empty frees what destroyed sessions hold',
});

export const toolMissing = defineError('tool.missing', {
  family: 'unavailable',
  data: z.object({ tool: z.string() }),
  when: 'A program the server needs is not installed',
  message: ({ tool }) => `${tool} is not installed or cannot be started`,
  hint: ({ tool }) =>
    `install it (Debian and Ubuntu: apt-get install ${tool}); hero-claude doctor checks all of them`,
});

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

/** Everything the tools under a copy can answer. */
export const gitToolErrors = [
  gitFailed,
  gitNoIdentity,
  mergeInProgress,
  syncWouldOverwrite,
  rsyncFailed,
  diskFull,
  toolMissing,
] as const;

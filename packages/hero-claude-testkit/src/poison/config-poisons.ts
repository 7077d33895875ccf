import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../git/git.ts';
import { definePoison, naively, payload, payloadProgram } from './poison.ts';

/** Makes git run the payload whenever it looks at the working tree. */
export async function setFsmonitor(gitDir: string, canary: string): Promise<void> {
  await git('/', ['config', '--file', join(gitDir, 'config'), 'core.fsmonitor', `${payload(canary)}; false`]);
}

const hookNames = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-checkout',
  'post-merge',
  'post-index-change',
  'pre-push',
  'reference-transaction',
  'pre-auto-gc',
];

async function plantHooks(folder: string, canary: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of hookNames) {
    await writeFile(join(folder, name), payloadProgram(canary));
    await chmod(join(folder, name), 0o755);
  }
}

/** Programs that the repository's configuration names. */
export const configPoisons = [
  definePoison({
    name: 'fsmonitor',
    about: 'core.fsmonitor names a program that every `git status` runs.',
    apply: async (dir, canary) => await setFsmonitor(join(dir, '.git'), canary),
    provoke: naively('status'),
  }),
  definePoison({
    name: 'hooks',
    about: 'Hooks in `.git/hooks`, run by commit, checkout, merge, push and even by writing the index.',
    apply: async (dir, canary) => await plantHooks(join(dir, '.git/hooks'), canary),
    provoke: naively('commit --allow-empty -m x'),
  }),
  definePoison({
    name: 'hooks-path',
    about: 'core.hooksPath points into the working tree.',
    apply: async (dir, canary) => {
      await plantHooks(join(dir, '.husky'), canary);
      await git(dir, ['config', 'core.hooksPath', '.husky']);
    },
    provoke: naively('commit --allow-empty -m x'),
  }),
  definePoison({
    name: 'include-path',
    about: 'include.path brings in configuration from the working tree.',
    apply: async (dir, canary) => {
      await writeFile(join(dir, 'build.cfg'), `[core]\n\tfsmonitor = "${payload(canary)}; false"\n`);
      await git(dir, ['config', 'include.path', '../build.cfg']);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'include-if',
    about: 'includeIf brings in configuration that a plain look at include.path misses.',
    apply: async (dir, canary) => {
      await writeFile(join(dir, 'build.cfg'), `[core]\n\tfsmonitor = "${payload(canary)}; false"\n`);
      await git(dir, ['config', 'includeIf.gitdir:/**.path', '../build.cfg']);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'worktree-config',
    about: 'extensions.worktreeConfig makes git read `.git/config.worktree` too.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'core.repositoryFormatVersion', '1']);
      await git(dir, ['config', 'extensions.worktreeConfig', 'true']);
      await writeFile(
        join(dir, '.git/config.worktree'),
        `[core]\n\tfsmonitor = "${payload(canary)}; false"\n`,
      );
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'gpg-program',
    about: 'commit.gpgSign with a gpg.program from the repository, run by `git commit`.',
    apply: async (dir, canary) => {
      await writeFile(join(dir, '.git/sign'), payloadProgram(canary));
      await chmod(join(dir, '.git/sign'), 0o755);
      await git(dir, ['config', 'commit.gpgSign', 'true']);
      await git(dir, ['config', 'gpg.program', join(dir, '.git/sign')]);
    },
    provoke: naively('commit --allow-empty -m x'),
  }),
  definePoison({
    name: 'worktree-elsewhere',
    about: 'core.worktree points at a host directory: a checkout writes there.',
    apply: async (dir, canary) => {
      const name = canary.slice(canary.lastIndexOf('/') + 1);
      await writeFile(join(dir, name), 'planted\n');
      await git(dir, ['add', '--', name]);
      await git(dir, ['commit', '--quiet', '--no-verify', '-m', 'add a file']);
      await git(dir, ['config', 'core.worktree', canary.slice(0, canary.lastIndexOf('/'))]);
    },
    provoke: naively('checkout -f'),
  }),
];

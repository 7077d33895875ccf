import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { git } from '../git/git.ts';
import { setFsmonitor } from './config-poisons.ts';
import { definePoison, hostSecretText, naively } from './poison.ts';

/** Repositories whose `.git` is not what it seems. */
export const layoutPoisons = [
  definePoison({
    name: 'symlinked-git',
    about: '`.git` is a symbolic link to a repository hidden in the tree.',
    apply: async (dir, canary) => {
      await rename(join(dir, '.git'), join(dir, 'data'));
      await symlink('data', join(dir, '.git'));
      await setFsmonitor(join(dir, 'data'), canary);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'git-file',
    about: '`.git` is a file that points to a repository hidden in the tree.',
    apply: async (dir, canary) => {
      await rename(join(dir, '.git'), join(dir, 'data'));
      await writeFile(join(dir, '.git'), 'gitdir: data\n');
      await setFsmonitor(join(dir, 'data'), canary);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'commondir',
    about: '`.git/commondir` moves configuration, refs and objects to another directory.',
    apply: async (dir, canary) => {
      await cp(join(dir, '.git'), join(dir, 'data'), { recursive: true });
      await writeFile(join(dir, '.git/commondir'), '../data\n');
      await setFsmonitor(join(dir, 'data'), canary);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'submodule-config',
    about: 'A submodule with a configuration of its own: `git status` of the outer repository looks into it.',
    apply: async (dir, canary) => {
      const inner = join(dir, 'vendor/inner');
      await mkdir(inner, { recursive: true });
      await git(inner, ['init', '--quiet']);
      await git(inner, ['commit', '--quiet', '--allow-empty', '-m', 'inner']);
      await writeFile(
        join(dir, '.gitmodules'),
        '[submodule "inner"]\n\tpath = vendor/inner\n\turl = ./inner\n',
      );
      await git(dir, ['add', '.gitmodules', 'vendor/inner']);
      await git(dir, ['commit', '--quiet', '--no-verify', '-m', 'add a submodule']);
      await setFsmonitor(join(inner, '.git'), canary);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'nested-bare',
    about: 'A bare repository lies among the files: git started below it takes its configuration.',
    apply: async (dir, canary) => {
      const inner = join(dir, 'vendor/inner.git');
      await mkdir(inner, { recursive: true });
      await git(inner, ['init', '--quiet', '--bare']);
      await git('/', ['config', '--file', join(inner, 'config'), 'core.bare', 'false']);
      await git('/', ['config', '--file', join(inner, 'config'), 'core.worktree', '.']);
      await setFsmonitor(inner, canary);
    },
    provoke: async (dir, canary) => {
      const inner = join(dir, 'vendor/inner.git');
      await mkdir(inner, { recursive: true });
      await naively('status')(inner, canary);
    },
  }),
  definePoison({
    name: 'alternates',
    about:
      'Objects of a private host repository, borrowed by `objects/info/alternates`, come out with a fetch or push.',
    apply: async (dir, canary) => {
      const secret = secretRepo(canary);
      await mkdir(secret, { recursive: true });
      await git(secret, ['init', '--quiet', '--bare']);
      const blob = await git(secret, ['hash-object', '-w', '--stdin'], { input: `${hostSecretText}\n` });
      await writeFile(`${secret}/blob`, blob);
      await writeFile(join(dir, '.git/objects/info/alternates'), `${secret}/objects\n`);
      await git(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},leaked.txt`]);
      await git(dir, ['update-index', '--skip-worktree', 'leaked.txt']);
      await git(dir, ['commit', '--quiet', '--no-verify', '-m', 'add a file']);
    },
    provoke: async (dir, canary) => {
      const vault = `${canary}.vault.git`;
      await git('/', ['init', '--quiet', '--bare', vault]);
      await git(dir, ['push', '--quiet', vault, 'HEAD:refs/heads/taken']);
      const blob = await readFile(`${secretRepo(canary)}/blob`, 'utf8');
      await writeFile(canary, await git(vault, ['cat-file', '-p', blob]));
    },
  }),
  definePoison({
    name: 'file-link',
    about: 'A tracked file became a symbolic link to a host path: a write to the file lands there.',
    apply: async (dir, canary) => {
      await rm(join(dir, 'README.md'), { force: true });
      await symlink(canary, join(dir, 'README.md'));
    },
    provoke: async (dir) => await writeFile(join(dir, 'README.md'), 'merged by the host\n'),
  }),
];

/** The private repository that the `alternates` poison borrows from. */
function secretRepo(canary: string): string {
  return join(canary, '..', `${basename(canary)}.secret.git`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../git/git.ts';
import { definePoison, editTracked, naively, payload } from './poison.ts';

async function attribute(dir: string, line: string): Promise<void> {
  await writeFile(join(dir, '.gitattributes'), `${line}\n`);
}

/** Programs that git runs over file contents, chosen by attributes that stand in the tree. */
export const filterPoisons = [
  definePoison({
    name: 'clean-filter',
    about: 'A filter driver for all files: `git status` and `git add` run its clean command.',
    apply: async (dir, canary) => {
      await attribute(dir, '* filter=evil');
      await git(dir, ['config', 'filter.evil.clean', `${payload(canary)}; cat`]);
      await editTracked(dir);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'filter-process',
    about: 'A long-running filter process for all files, started by `git add`.',
    apply: async (dir, canary) => {
      await attribute(dir, '* filter=evil');
      await git(dir, ['config', 'filter.evil.process', `${payload(canary)}; false`]);
      await editTracked(dir);
    },
    provoke: naively('add -A'),
  }),
  definePoison({
    name: 'smudge-filter',
    about: 'A filter driver whose smudge command runs when files are checked out.',
    apply: async (dir, canary) => {
      await attribute(dir, '* filter=evil');
      await git(dir, ['config', 'filter.evil.smudge', `${payload(canary)}; cat`]);
      await editTracked(dir);
    },
    provoke: naively('checkout -- .', 'stash'),
  }),
  definePoison({
    name: 'attributes-in-git-dir',
    about: 'A clean filter chosen by `.git/info/attributes`, which no look at the tree shows.',
    apply: async (dir, canary) => {
      await writeFile(join(dir, '.git/info/attributes'), '* filter=evil\n');
      await git(dir, ['config', 'filter.evil.clean', `${payload(canary)}; cat`]);
      await editTracked(dir);
    },
    provoke: naively('status'),
  }),
  definePoison({
    name: 'textconv',
    about: 'A diff driver whose textconv command runs for `git diff` and `git log -p`.',
    apply: async (dir, canary) => {
      await attribute(dir, '* diff=evil');
      await git(dir, ['config', 'diff.evil.textconv', `${payload(canary)}; cat`]);
      await editTracked(dir);
    },
    provoke: naively('diff'),
  }),
  definePoison({
    name: 'external-diff',
    about: 'An external diff program that `git diff` runs instead of its own.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'diff.external', `${payload(canary)}; true`]);
      await editTracked(dir);
    },
    provoke: naively('diff'),
  }),
  definePoison({
    name: 'diff-driver-command',
    about: 'A diff driver with a command of its own, chosen by an attribute.',
    apply: async (dir, canary) => {
      await attribute(dir, '* diff=evil');
      await git(dir, ['config', 'diff.evil.command', `${payload(canary)}; true`]);
      await editTracked(dir);
    },
    provoke: naively('diff'),
  }),
  definePoison({
    name: 'merge-driver',
    about: 'A merge driver that runs when both sides changed a file.',
    apply: async (dir, canary) => {
      const commit = async (...args: string[]): Promise<void> =>
        void (await git(dir, ['commit', '--quiet', '--all', '--no-verify', ...args]));
      await editTracked(dir);
      await commit('-m', 'one side');
      await git(dir, ['checkout', '--quiet', '-b', 'other-side', 'HEAD~1']);
      await editTracked(dir);
      await editTracked(dir);
      await commit('-m', 'the other side');
      await git(dir, ['checkout', '--quiet', '-']);
      await attribute(dir, '* merge=evil');
      await git(dir, ['config', 'merge.evil.driver', `${payload(canary)}; true`]);
    },
    provoke: naively('merge other-side'),
  }),
];

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from '../git/git.ts';
import { definePoison, naively, payload } from './poison.ts';

type Entry = readonly [mode: string, name: string, id: string];

/** Writes a tree as it is, with names no honest git would take. */
async function literalTree(dir: string, entries: readonly Entry[]): Promise<string> {
  const parts = entries.flatMap(([mode, name, id]) => [
    Buffer.from(`${mode} ${name}\0`),
    Buffer.from(id, 'hex'),
  ]);
  const file = join(dir, '.git', 'literal-tree');
  await writeFile(file, Buffer.concat(parts));
  return git(dir, ['hash-object', '-t', 'tree', '-w', '--literally', file]);
}

async function blob(dir: string, input: string): Promise<string> {
  return git(dir, ['hash-object', '-w', '--stdin'], { input });
}

/** Moves the current branch on to a commit of the tree. */
async function commitTree(dir: string, tree: string): Promise<void> {
  const commit = await git(dir, ['commit-tree', tree, '-p', 'HEAD', '-m', 'Tidy up']);
  await git(dir, ['update-ref', 'HEAD', commit]);
}

const writes = async (canary: string) => writeFile(canary, 'the host believed it\n');

/** Histories, names and trees that mean something else than they seem to. */
export const historyPoisons = [
  definePoison({
    name: 'replace-refs',
    about: 'refs/replace shows another commit in the place of the one that is delivered.',
    apply: async (dir) => {
      const other = await git(dir, ['commit-tree', 'HEAD^{tree}', '-m', 'Never made']);
      await git(dir, ['replace', 'HEAD', other]);
    },
    provoke: async (dir, canary) => {
      if ((await git(dir, ['log', '-1', '--format=%s'])) === 'Never made') await writes(canary);
    },
  }),
  definePoison({
    name: 'grafts',
    about: '`.git/info/grafts` cuts the history off behind the last commit.',
    apply: async (dir) =>
      await writeFile(join(dir, '.git/info/grafts'), `${await git(dir, ['rev-parse', 'HEAD'])}\n`),
    provoke: async (dir, canary) => {
      if ((await git(dir, ['rev-list', '--count', 'HEAD'])) === '1') await writes(canary);
    },
  }),
  definePoison({
    name: 'ref-names',
    about: 'Branches are named like options, with line breaks, with `..`, and the current one is an option.',
    apply: async (dir, canary) => {
      const head = await git(dir, ['rev-parse', 'HEAD']);
      const option = `--output=${canary}`;
      for (const name of [option, '-x', '--all', 'two..dots', 'line\nbreak', '..', 'x.lock', '@{-1}']) {
        const path = join(dir, '.git/refs/heads', name === '..' ? 'sub/.. /x' : name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, `${head}\n`);
      }
      await writeFile(join(dir, '.git/HEAD'), `ref: refs/heads/${option}\n`);
    },
    provoke: async (dir) => {
      const names = await git(dir, ['for-each-ref', '--format=%(refname:short)', 'refs/heads']);
      for (const name of names.split('\n')) await git(dir, ['log', '-1', name], { check: false });
    },
  }),
  definePoison({
    name: 'dot-git-tree',
    about: 'The tree of the last commit holds a repository as `.git`, and again as `.GIT` and `git~1`.',
    apply: async (dir, canary) => {
      const config = `[core]\n\trepositoryFormatVersion = 0\n\tfsmonitor = "${payload(canary)}; false"\n`;
      const empty = await literalTree(dir, [['100644', 'keep', await blob(dir, '')]]);
      const inner = await literalTree(dir, [
        ['100644', 'HEAD', await blob(dir, 'ref: refs/heads/main\n')],
        ['100644', 'config', await blob(dir, config)],
        ['40000', 'objects', empty],
        ['40000', 'refs', empty],
      ]);
      const names = ['.GIT', '.git', 'git~1'];
      await commitTree(
        dir,
        await literalTree(
          dir,
          names.map((name) => ['40000', name, inner] as const),
        ),
      );
    },
    provoke: async (dir, canary) => {
      const out = `${canary}.exported`;
      await mkdir(out, { recursive: true });
      for (const line of (await git(dir, ['ls-tree', '-r', '-z', 'HEAD'])).split('\0')) {
        const [, id = '', path = ''] = /^\d+ blob (\S+)\t(.*)$/s.exec(line) ?? [];
        if (id === '') continue;
        await mkdir(dirname(join(out, path)), { recursive: true });
        await writeFile(join(out, path), await git(dir, ['cat-file', 'blob', id]));
      }
      await naively('status')(out, canary);
    },
  }),
];

import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { git, gitEnv } from '../git/git.ts';
import { startGitHost } from '../git/git-host.ts';
import { definePoison, naively, payload, payloadProgram } from './poison.ts';

/** A program of the repository where no look at the working tree shows it. */
async function hiddenProgram(dir: string, canary: string): Promise<string> {
  return plant(join(dir, '.git', 'helper'), canary);
}

async function plant(path: string, canary: string): Promise<string> {
  await writeFile(path, payloadProgram(canary));
  await chmod(path, 0o755);
  return path;
}

const shadowed = ['git', 'claude', 'rsync', 'bash', 'sh', 'cat', 'tail', 'node', 'socat'];

/** Programs that git or a shell runs in the place of the person's own. */
export const programPoisons = [
  definePoison({
    name: 'pager',
    about: 'core.pager is what git shows its output with.',
    apply: async (dir, canary) => void (await git(dir, ['config', 'core.pager', `${payload(canary)}; cat`])),
    provoke: naively('grep --open-files-in-pager shop'),
  }),
  definePoison({
    name: 'editor',
    about: 'core.editor and sequence.editor are what git has messages and lists of commits written with.',
    apply: async (dir, canary) => {
      for (const name of ['core.editor', 'sequence.editor'])
        await git(dir, ['config', name, `${payload(canary)}; :`]);
    },
    provoke: naively('commit --amend'),
  }),
  definePoison({
    name: 'ask-pass',
    about: 'core.askPass is asked for the password of a remote.',
    apply: async (dir, canary) =>
      void (await git(dir, ['config', 'core.askPass', await hiddenProgram(dir, canary)])),
    provoke: async (dir) => {
      await using host = await startGitHost({ auth: { user: 'me', password: 'pw' } });
      await git(dir, ['fetch', host.repoUrl('shop')], { check: false });
    },
  }),
  definePoison({
    name: 'git-proxy',
    about: 'core.gitProxy is run to reach a host by the git protocol.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'core.gitProxy', await hiddenProgram(dir, canary)]);
      await git(dir, ['config', 'remote.origin.url', 'git://forge.invalid/shop.git']);
    },
    provoke: naively('fetch origin'),
  }),
  definePoison({
    name: 'receive-pack',
    about: 'remote.origin.receivepack names the program at the other end of a push to a local path.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'remote.origin.url', '.']);
      await git(dir, ['config', 'remote.origin.receivepack', `${payload(canary)}; false`]);
    },
    provoke: naively('push origin HEAD:refs/heads/pushed'),
  }),
  definePoison({
    name: 'pack-objects-hook',
    about: 'uploadpack.packObjectsHook runs when somebody clones with this configuration as their own.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'uploadpack.packObjectsHook', await hiddenProgram(dir, canary)]);
      await git(dir, ['config', 'safe.directory', '*']);
    },
    provoke: async (dir, canary) => {
      const env = { GIT_CONFIG_GLOBAL: join(dir, '.git', 'config') };
      await rm(`${canary}.clone`, { recursive: true, force: true });
      await git(dir, ['clone', '--quiet', '--no-local', '.', `${canary}.clone`], { env, check: false });
    },
  }),
  definePoison({
    name: 'shadowed-programs',
    about: `Programs named ${shadowed.join(', ')} lie in the tree, for whoever has the current folder on PATH.`,
    apply: async (dir, canary) => {
      for (const name of shadowed) await plant(join(dir, name), canary);
    },
    provoke: async (dir) => {
      const env = { ...gitEnv, PATH: `.:${gitEnv['PATH']}` };
      await execa('bash', ['-c', 'git status'], { cwd: dir, env, extendEnv: false, reject: false });
    },
  }),
];

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../git/git.ts';
import { startGitHost } from '../git/git-host.ts';
import { definePoison, naively, payload } from './poison.ts';

/** Programs that run when the repository talks to another one. */
export const remotePoisons = [
  definePoison({
    name: 'credential-helper',
    about: 'credential.helper names a command that runs as soon as a server asks for a password.',
    apply: async (dir, canary) =>
      void (await git(dir, ['config', 'credential.helper', `!${payload(canary)}; :`])),
    provoke: async (dir) => {
      await using host = await startGitHost({ auth: { user: 'me', password: 'pw' } });
      await git(dir, ['fetch', host.repoUrl('shop')], { check: false });
    },
  }),
  definePoison({
    name: 'ssh-command',
    about: 'core.sshCommand is what `git fetch` runs instead of ssh.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'remote.origin.url', 'ssh://git@forge.invalid/shop.git']);
      await git(dir, ['config', 'core.sshCommand', `${payload(canary)}; false`]);
    },
    provoke: naively('fetch origin'),
  }),
  definePoison({
    name: 'upload-pack',
    about: 'remote.origin.uploadpack names the program at the other end of a local path.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'remote.origin.url', '.']);
      await git(dir, ['config', 'remote.origin.uploadpack', `${payload(canary)}; false`]);
    },
    provoke: naively('fetch origin'),
  }),
  definePoison({
    name: 'ext-remote',
    about: "origin's URL is a command (`ext::`), and the repository allows that transport to itself.",
    apply: async (dir, canary) => {
      await git(dir, ['config', 'protocol.ext.allow', 'always']);
      await git(dir, ['config', 'remote.origin.url', `ext::touch ${canary}`]);
    },
    provoke: naively('fetch origin'),
  }),
  definePoison({
    name: 'url-rewrite',
    about: 'url.*.insteadOf turns a harmless address into a command.',
    apply: async (dir, canary) => {
      await git(dir, ['config', 'protocol.ext.allow', 'always']);
      await git(dir, ['config', `url.ext::touch ${canary} %.insteadOf`, 'https://forge.invalid/']);
      await git(dir, ['config', 'remote.origin.url', 'https://forge.invalid/s']);
    },
    provoke: naively('fetch origin'),
  }),
  definePoison({
    name: 'submodule-url',
    about: 'A submodule is to be fetched from an address that is a command.',
    apply: async (dir, canary) => {
      const head = await git(dir, ['rev-parse', 'HEAD']);
      const module = `[submodule "inner"]\n\tpath = inner\n\turl = ext::touch ${canary}\n`;
      await writeFile(join(dir, '.gitmodules'), module);
      await git(dir, ['add', '.gitmodules']);
      await git(dir, ['update-index', '--add', '--cacheinfo', `160000,${head},inner`]);
      await git(dir, ['commit', '--quiet', '--no-verify', '-m', 'add a submodule']);
      await mkdir(join(dir, 'inner'));
    },
    provoke: naively('-c protocol.ext.allow=always submodule update --init'),
  }),
  definePoison({
    name: 'submodule-update',
    about: 'submodule.<name>.update is a command that `git submodule update` runs.',
    apply: async (dir, canary) => {
      const source = join(dir, '.git', 'inner');
      await mkdir(source, { recursive: true });
      await git(source, ['init', '--quiet']);
      await git(source, ['commit', '--quiet', '--allow-empty', '-m', 'inner']);
      await git(dir, ['submodule', '--quiet', 'add', source, 'vendor/inner']);
      await git(dir, ['commit', '--quiet', '--no-verify', '-m', 'add a submodule']);
      await git(join(dir, 'vendor/inner'), ['commit', '--quiet', '--allow-empty', '-m', 'moved on']);
      await git(dir, ['config', 'submodule.vendor/inner.update', `!${payload(canary)}; :`]);
    },
    provoke: naively('submodule update'),
  }),
];

import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { definePoison, hostSecret, payloadProgram } from './poison.ts';

const stateFiles = ['mcp.json', 'settings.json', 'CLAUDE.md', '.credentials.json', '.claude.json'];
/** What a launch, an exec, a side container and git at work need. */
const programs =
  'git claude rsync bash sh env cat tail head grep socat sleep mkdir cp dd stat realpath du setsid'.split(
    ' ',
  );
const stateFolders = ['skills', 'commands', 'agents', 'projects'];

/** An agent that runs may make it anew in between. */
async function replaceByLink(path: string, target: string): Promise<void> {
  for (;;) {
    await rm(path, { recursive: true, force: true });
    const taken = await symlink(target, path).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return true;
      },
    );
    if (!taken) return;
  }
}

/** Links in the folders that a session's container may write: the host would follow them outside. */
export const sessionPoisons = [
  definePoison({
    name: 'claude-links',
    place: 'session',
    about: "Files of the session's `claude/` became symbolic links to a host path.",
    apply: async (dir, canary) => {
      await mkdir(join(dir, 'claude'), { recursive: true });
      for (const name of stateFiles) {
        await replaceByLink(join(dir, 'claude', name), canary);
      }
    },
    provoke: async (dir) => await writeFile(join(dir, 'claude/mcp.json'), '{}'),
  }),
  definePoison({
    name: 'claude-folder-links',
    place: 'session',
    about: "Folders of the session's `claude/` became symbolic links to a host directory.",
    apply: async (dir, canary) => {
      await mkdir(join(dir, 'claude'), { recursive: true });
      for (const name of stateFolders) {
        await replaceByLink(join(dir, 'claude', name), dirname(canary));
      }
    },
    provoke: async (dir, canary) => await writeFile(join(dir, 'claude/skills', basename(canary)), 'a skill'),
  }),
  definePoison({
    name: 'home-links',
    place: 'session',
    about: "The session's `home/` holds links where a host might write settings or caches.",
    apply: async (dir, canary) => {
      await mkdir(join(dir, 'home'), { recursive: true });
      for (const name of ['.gitconfig', '.npmrc', '.bashrc', '.claude.json']) {
        await rm(join(dir, 'home', name), { recursive: true, force: true });
        await symlink(canary, join(dir, 'home', name));
      }
    },
    provoke: async (dir) => await writeFile(join(dir, 'home/.gitconfig'), '[user]\n'),
  }),
  definePoison({
    name: 'home-programs',
    place: 'session',
    about: 'Programs named git, claude and the like lie where a shell looks first.',
    apply: async (dir, canary) => {
      for (const folder of ['bin', '.local/bin']) {
        await mkdir(join(dir, 'home', folder), { recursive: true });
        for (const name of programs) {
          await writeFile(join(dir, 'home', folder, name), payloadProgram(canary), { mode: 0o755 });
        }
      }
    },
    provoke: async (dir) => {
      const env = { HOME: join(dir, 'home'), PATH: `${join(dir, 'home/bin')}:/usr/bin:/bin` };
      await execa('git', ['status'], { cwd: dir, env, extendEnv: false, reject: false });
    },
  }),
  definePoison({
    name: 'home-secret-links',
    place: 'session',
    about: 'Files of `code/`, `claude/` and `home/` became links to a secret of the host.',
    apply: async (dir, canary) => {
      const secret = await hostSecret(canary);
      for (const path of ['code/secret.txt', 'claude/todos.json', 'home/secret.txt']) {
        await mkdir(dirname(join(dir, path)), { recursive: true });
        await symlink(secret, join(dir, path));
      }
    },
    provoke: async (dir, canary) =>
      await writeFile(canary, await readFile(join(dir, 'home/secret.txt'), 'utf8')),
  }),
  definePoison({
    name: 'code-link',
    place: 'session',
    about: 'A repository below `code/` was swapped for a symbolic link to a host directory.',
    apply: async (dir, canary) => {
      await mkdir(join(dir, 'code'), { recursive: true });
      const [repo = 'repo'] = await readdir(join(dir, 'code'));
      await rename(join(dir, 'code', repo), join(dir, 'code', `.${repo}`)).catch(() => undefined);
      await symlink(dirname(canary), join(dir, 'code', repo));
    },
    provoke: async (dir, canary) => {
      const [repo = ''] = (await readdir(join(dir, 'code'))).filter((name) => !name.startsWith('.'));
      await writeFile(join(dir, 'code', repo, basename(canary)), 'copied by the host\n');
    },
  }),
];

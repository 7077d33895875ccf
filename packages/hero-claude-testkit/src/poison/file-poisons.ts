import {
  appendFile,
  chmod,
  chown,
  link,
  lstat,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { definePoison, hostSecret, payloadProgram } from './poison.ts';

const run = async (dir: string, program: string, ...args: string[]) =>
  execa(program, args, { cwd: dir, reject: false, stdin: 'ignore' });

/** A process that dies leaves its socket behind; one that ends takes it away. */
const leaveSocket = `require('net').createServer().listen('src/cart.js', () => process.kill(process.pid, 9))`;

/** Files of the working tree that are not what a file should be. */
export const filePoisons = [
  definePoison({
    name: 'secret-link',
    about: 'A tracked file became a symbolic link to a secret of the host: whoever reads it gives that away.',
    apply: async (dir, canary) => {
      await rm(join(dir, 'README.md'), { force: true });
      await symlink(await hostSecret(canary), join(dir, 'README.md'));
    },
    provoke: async (dir, canary) => {
      const text = await readFile(join(dir, 'README.md'), 'utf8');
      if (text === (await readFile(await hostSecret(canary), 'utf8'))) await writeFile(canary, text);
    },
  }),
  definePoison({
    name: 'hard-link',
    about: 'A tracked file is another name of a file of the host: what is written into it lands there.',
    apply: async (dir, canary) => {
      await writeFile(`${canary}.linked`, 'of the host\n');
      await rm(join(dir, 'README.md'), { force: true });
      await link(`${canary}.linked`, join(dir, 'README.md'));
    },
    provoke: async (dir, canary) => {
      await appendFile(join(dir, 'README.md'), 'merged by the host\n');
      const text = await readFile(`${canary}.linked`, 'utf8').catch(() => '');
      if (text.includes('merged')) await writeFile(canary, text);
    },
  }),
  definePoison({
    name: 'special-files',
    about: 'Tracked files became a pipe, which nobody ever writes to, and a socket.',
    apply: async (dir) => {
      for (const path of ['README.md', 'src/cart.js']) await rm(join(dir, path), { force: true });
      await execa('mkfifo', ['README.md'], { cwd: dir });
      await run(dir, process.execPath, '-e', leaveSocket);
    },
    provoke: async (dir, canary) => {
      const { exitCode } = await run(dir, 'timeout', '0.3', 'cat', 'README.md');
      if (exitCode === 124) await writeFile(canary, 'the host waited\n');
    },
  }),
  definePoison({
    name: 'setuid',
    about: 'A program of the tree has the setuid and setgid bits: a copy that keeps them runs as its owner.',
    apply: async (dir) => {
      await writeFile(join(dir, 'tool'), '#!/bin/sh\n');
      const { uid, gid } = await stat(dir);
      await chown(join(dir, 'tool'), uid, gid);
      await chmod(join(dir, 'tool'), 0o6755);
    },
    provoke: async (dir, canary) => {
      await run(dir, 'cp', '-a', 'tool', `${canary}.copied`);
      const copied = await lstat(`${canary}.copied`).catch(() => undefined);
      if (((copied?.mode ?? 0) & 0o6000) !== 0) await writeFile(canary, '');
    },
  }),
  definePoison({
    name: 'option-names',
    about: 'Files are named like options of rsync and git, with line breaks and with broken UTF-8.',
    apply: async (dir, canary) => {
      await writeFile(join(dir, 'run.sh'), payloadProgram(canary));
      const names = ['-e sh run.sh', '--rsync-path=sh run.sh', '--delete', '-', '--x', 'host:path'];
      for (const name of [...names, 'line\nbreak', 'tab\there', ' ', ':(top)x', '*', '"', '\\']) {
        await writeFile(join(dir, name), `${name}\n`);
      }
      const broken = Buffer.concat([
        Buffer.from(`${dir}/`),
        Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x6a, 0x73]),
      ]);
      await writeFile(broken, 'broken\n');
    },
    provoke: async (dir) => void (await run(dir, 'bash', '-c', 'rsync -a -e* README.md host:there/')),
  }),
];

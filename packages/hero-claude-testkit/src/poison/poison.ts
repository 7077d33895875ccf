import { appendFile, lstat, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { git } from '../git/git.ts';

/** One way to make a careless host run, write or give away what it should not. */
export interface Poison {
  name: string;
  /** What is planted and what it abuses, in one sentence. */
  about: string;
  /** What `dir` is: a repository's working tree (at least one commit, `.git` a directory), or a session's folder. */
  place: 'repo' | 'session';
  /**
   * Plants it. Afterwards the canary file does not exist; when it ever does, the host has been
   * careless. Everything planted belongs to the owner of `dir`, as if the agent had made it.
   */
  apply(dir: string, canaryPath: string): Promise<void>;
  /** What a careless host does: creates the canary file. Shows that the poison is one. */
  provoke(dir: string, canaryPath: string): Promise<void>;
}

export function definePoison(poison: Omit<Poison, 'place'> & { place?: Poison['place'] }): Poison {
  return {
    place: 'repo',
    ...poison,
    apply: async (dir, canaryPath) => {
      await poison.apply(dir, canaryPath);
      await chownLike(dir);
    },
  };
}

/** A shell command that creates the canary; more commands may follow it. */
export function payload(canaryPath: string): string {
  return `touch '${canaryPath}'`;
}

/** The file content of a program that creates the canary and succeeds. */
export function payloadProgram(canaryPath: string): string {
  return `#!/bin/sh\n${payload(canaryPath)}\nexit 0\n`;
}

/** What no answer may hold. */
export const hostSecretText = 'the secret of the host';

/** A file that the person keeps beside the canary, which nobody else may read. */
export async function hostSecret(canaryPath: string): Promise<string> {
  const path = `${canaryPath}.secret`;
  await writeFile(path, `${hostSecretText}\n`, { mode: 0o600 });
  return path;
}

/** Git commands as somebody runs them who trusts the repository; they may fail on the way. */
export function naively(...commands: string[]): Poison['provoke'] {
  return async (dir) => {
    for (const command of commands) await git(dir, command.split(' '), { check: false });
  };
}

/** Changes a tracked file, so that git has to look into it. */
export async function editTracked(dir: string): Promise<void> {
  for (const path of (await git(dir, ['ls-files', '-z'])).split('\0')) {
    if (path === '' || path.startsWith('.git')) continue;
    if (!(await lstat(join(dir, path))).isFile()) continue;
    await appendFile(join(dir, path), 'edited\n');
    return;
  }
  throw new Error(`${dir} has no tracked file to edit`);
}

/** What root made becomes the owner's; a poison that gave it away already keeps its special bits. */
async function chownLike(dir: string): Promise<void> {
  const { uid, gid } = await stat(dir);
  if (process.getuid?.() !== 0 || uid === 0) return;
  await execa('chown', ['-hR', '--from=0:0', `${uid}:${gid}`, dir]);
}

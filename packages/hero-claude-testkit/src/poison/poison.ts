import { appendFile, lchown, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
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

async function chownLike(dir: string): Promise<void> {
  const { uid, gid } = await stat(dir);
  if (process.getuid?.() !== 0 || uid === 0) return;
  for (const entry of await readdir(dir, { recursive: true })) await lchown(join(dir, entry), uid, gid);
}

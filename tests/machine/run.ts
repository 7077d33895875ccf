import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** The root of the checkout. */
export const root = join(import.meta.dirname, '..', '..');

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program of the checkout and waits for its end; a failure is a result here. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const all = { cwd: root, env: process.env, ...options };
    execFile(command, args, all, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

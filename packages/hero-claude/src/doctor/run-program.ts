import { execFile } from 'node:child_process';

export interface ProgramAnswer {
  /** Undefined when the program is not there or did not end well. */
  text: string | undefined;
  problem: string;
}

const timeoutMs = 5000;

/** What a program prints; never throws. */
export async function askProgram(command: string, args: readonly string[]): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error === null) resolve({ text: stdout.trim(), problem: '' });
      else {
        const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        resolve({ text: undefined, problem: missing ? 'not found' : stderr.trim() || error.message });
      }
    });
  });
}

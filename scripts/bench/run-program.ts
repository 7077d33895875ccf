import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const maxOutputBytes = 16 * 2 ** 20;
const execute = promisify(execFile);

/** Runs a bare tool and gives its standard output. Rejects when it fails. */
export async function runProgram(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(command, args, { maxBuffer: maxOutputBytes });
  return stdout.trim();
}

/** Seconds that `work` takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Leaves nothing to be written back that was made before: the next measurement would pay for it. */
export async function settleDisk(dir: string): Promise<void> {
  await runProgram('sync', ['--file-system', dir]);
}

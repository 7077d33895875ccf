import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { cliCommand, startTerminal, type TempHome, type Terminal } from 'hero-claude-testkit';

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** What stdout says, as the one document it must be. */
  json: () => unknown;
}

export interface CliOptions {
  cwd?: string;
  input?: string;
  /** Called once the process runs; for signals. */
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the command line as a person would, in the given environment and no other. */
export async function runCli(
  env: Record<string, string>,
  args: readonly string[],
  { cwd = '/', input, onStart }: CliOptions = {},
): Promise<CliRun> {
  const { command, args: words } = cliCommand(...args);
  const child = spawn(command, words, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input ?? '');
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onStart?.((signal) => child.kill(signal));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, stdout, stderr, json: (): unknown => JSON.parse(stdout) };
}

/** Runs it on a terminal. */
export function cliOnTerminal(
  home: TempHome,
  args: readonly string[],
  env: Record<string, string> = {},
): Terminal {
  return startTerminal({ ...cliCommand(...args), env: { ...home.env, ...env } });
}

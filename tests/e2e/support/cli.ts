import { spawn } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import { cliCommand, type Product, startTerminal, type Terminal } from 'hero-claude-testkit';

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliRunOptions {
  input?: string;
  /** Called once stdout holds `after`. */
  once?: { after: string; act: (interrupt: () => void) => void };
}

/** Runs the command line against the product as a script would: in a pipe. */
export async function runCli(
  product: Product,
  args: readonly string[],
  options: CliRunOptions = {},
): Promise<CliRun> {
  const { input = '', once } = options;
  const { command, args: words } = cliCommand(...args);
  const child = spawn(command, words, { env: product.home.env, cwd: '/' });
  child.stdin.end(input);
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const before = seen;
    seen += chunk.toString();
    if (once !== undefined && seen.includes(once.after) && !before.includes(once.after))
      once.act(() => child.kill('SIGINT'));
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([readText(child.stdout), readText(child.stderr), exited]);
  return { code, stdout, stderr };
}

/** Runs it as a person does: on a terminal. */
export function cliOnTerminal(product: Product, ...args: string[]): Terminal {
  return startTerminal({ ...cliCommand(...args), env: product.home.env });
}

import { CommanderError } from 'commander';
import type { CliContext } from './call/cli-context.ts';
import { exitCodes } from './output/exit-code.ts';
import { createOutput } from './output/output.ts';
import { createProgram } from './program.ts';
import { version } from './version.ts';

/**
 * Aborts on the first Ctrl-C or SIGTERM; the second ends the process at once. A command that knows better what
 * Ctrl-C means takes it over for a while.
 */
function interruptible(): Pick<CliContext, 'signal' | 'onInterrupt'> {
  const interrupt = new AbortController();
  let act: (() => void) | undefined;
  const end = (): void => {
    if (interrupt.signal.aborted) process.exit(exitCodes.cancelled);
    interrupt.abort();
  };
  process.on('SIGINT', () => (act ?? end)());
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  return {
    signal: interrupt.signal,
    onInterrupt: (other) => {
      act = other;
      return {
        [Symbol.dispose]: () => {
          act = undefined;
        },
      };
    },
  };
}

/** Whoever reads our output may stop before its end: `hero-claude … | head`. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/** A flag alone or with `--json`: `--info` is taken by every hero service. */
function isOnly(argv: readonly string[], flag: string): boolean {
  return argv.includes(flag) && argv.every((word) => word === flag || word === '--json');
}

/** Runs one command line and gives the exit code. */
export async function runCli(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const output = createOutput(ownWords(argv).includes('--json'), env);
  const { signal, onInterrupt } = interruptible();
  endWithReader();
  let exitCode = 0;
  try {
    const program = createProgram(async (action) => {
      const { socket } = program.opts<{ socket?: string }>();
      const context: CliContext = {
        env,
        output,
        signal,
        onInterrupt,
        connect: async () => (await import('./call/open-client.ts')).openClient(env, socket),
      };
      exitCode = (await action(context)) ?? 0;
    });
    if (output.json && isOnly(argv, '--version')) output.document({ version });
    else if (isOnly(argv, '--info'))
      await (await import('./manifest/print-manifest.ts')).printManifest(output);
    else await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help and version are printed by then.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { reportFailure } = await import('./output/report-failure.ts');
    return reportFailure(error, output, signal.aborted);
  }
}

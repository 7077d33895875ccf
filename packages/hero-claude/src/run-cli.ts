import { CommanderError } from 'commander';
import type { CliContext } from './call/cli-context.ts';
import { openClient } from './call/open-client.ts';
import { exitCodes } from './output/exit-code.ts';
import { createOutput } from './output/output.ts';
import { reportFailure } from './output/report-failure.ts';
import { createProgram } from './program.ts';

/** Aborts on the first Ctrl-C or SIGTERM; the second ends the process at once. */
function interruptible(): AbortController {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (interrupt.signal.aborted) process.exit(exitCodes.cancelled);
      interrupt.abort();
    });
  }
  return interrupt;
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

/** `--info` alone or with `--json`, as every hero service takes it. */
function isInfo(argv: readonly string[]): boolean {
  return argv.includes('--info') && argv.every((word) => word === '--info' || word === '--json');
}

/** Runs one command line and gives the exit code. */
export async function runCli(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const output = createOutput(ownWords(argv).includes('--json'), env);
  const { signal } = interruptible();
  endWithReader();
  let exitCode = 0;
  try {
    const program = await createProgram(async (action) => {
      const { socket } = program.opts<{ socket?: string }>();
      const context: CliContext = { env, output, signal, connect: () => openClient(env, socket) };
      exitCode = (await action(context)) ?? 0;
    });
    if (isInfo(argv)) (await import('./manifest/print-manifest.ts')).printManifest(output);
    else await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help and version are printed by then.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportFailure(error, output, signal.aborted);
  }
}

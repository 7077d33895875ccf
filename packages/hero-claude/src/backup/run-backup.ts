import { execFile } from 'node:child_process';
import type { CliContext } from '../call/cli-context.ts';
import { CliError } from '../cli-error.ts';
import { visibleLine } from '../output/visible-text.ts';
import { serverProgram } from '../service/daemons.ts';

interface Restored {
  at: string;
  keptAs: string;
}

/** The server's own program does it, so that what a database is stays its knowledge. */
async function askServerProgram<Answer>(context: CliContext, args: readonly string[]): Promise<Answer> {
  const { env, signal } = context;
  const program = serverProgram();
  return new Promise((resolve, reject) => {
    execFile(program.command, [...program.args, ...args], { env, signal }, (error, stdout, stderr) => {
      if (error === null) return resolve(JSON.parse(stdout) as Answer);
      const message = stderr.replace(/^hero-claude-server: /, '').trim() || error.message;
      reject(new CliError('backup.failed', message, { exitCode: Number(error.code) || 1, cause: error }));
    });
  });
}

export async function runBackup(context: CliContext, folder: string | undefined): Promise<void> {
  const { output } = context;
  const args = ['--backup', ...(folder === undefined ? [] : ['--to', folder])];
  const made = await askServerProgram<{ folder: string }>(context, args);
  if (output.json) output.document(made);
  else
    output.line(`${visibleLine(made.folder)}\nThe folders of sessions are not in it: they are in BUILDDIR.`);
}

export async function runRestore(context: CliContext, backup: string): Promise<void> {
  const { output } = context;
  const restored = await askServerProgram<Restored>(context, ['--restore', backup]);
  if (output.json) output.document(restored);
  else output.line(`Restored what was known at ${restored.at}; what was there ends in ${restored.keptAs}`);
}

import { Argument, type Command } from 'commander';
import type { RunAction } from './call/cli-context.ts';
import { readDays, readRole } from './token/token-words.ts';

/** Commands for the person at this machine, which are no methods of the server. */
export function addToolCommands(program: Command, run: RunAction): void {
  program
    .command('doctor')
    .description(
      'Check everything that is needed, and say how to mend it; exit code 1 when something is not as it must be',
    )
    .action(() => run(async (context) => (await import('./doctor/run-doctor.ts')).runDoctor(context)));
  program
    .command('mcp')
    .description('Serve the tools to an MCP client on stdio: claude mcp add hero -- hero-claude mcp')
    .action(() =>
      run(async (context) =>
        (await import('./mcp/run-mcp.ts')).runMcp(context, program.opts<{ socket?: string }>().socket),
      ),
    );
  program
    .command('token')
    .description('Sign a token with HERO_SECRET, for a browser or another machine')
    .option('--role <role>', 'What it may do: viewer, operator or admin', readRole, 'admin')
    .option('--days <number>', 'How long it lasts', readDays, 30)
    .option('--subject <name>', 'Who it is for; shown in the log')
    .action((options: { role: ReturnType<typeof readRole>; days: number; subject?: string }) =>
      run(async (context) => (await import('./token/print-token.ts')).printToken(context, options)),
    );
  program
    .command('backup')
    .description('Copy what the services know into a folder, while they run or not')
    .argument('[folder]', 'A new folder; one below ~/hero/var/hero_claude/backups unless given')
    .action((folder: string | undefined) =>
      run(async (context) => (await import('./backup/run-backup.ts')).runBackup(context, folder)),
    );
  program
    .command('restore')
    .description('Put a backup in the place of what the services know; they must be stopped')
    .argument(
      '<backup>',
      'What hero-claude backup has printed, or a file that an upgrade left (…/db.sqlite.backup-v…)',
    )
    .action((backup: string) =>
      run(async (context) => (await import('./backup/run-backup.ts')).runRestore(context, backup)),
    );
  program
    .command('completion')
    .description('Print a completion script: eval "$(hero-claude completion bash)"')
    .addArgument(new Argument('<shell>', 'The shell it is for').choices(['bash', 'zsh', 'fish']))
    .action((shell: 'bash' | 'zsh' | 'fish') =>
      run(async ({ output }) => {
        const [{ completionScript }, { commandWords }] = await Promise.all([
          import('./completion/completion-script.ts'),
          import('./completion/command-words.ts'),
        ]);
        const script = completionScript(shell, commandWords(program));
        if (output.json) output.document({ shell, script });
        else output.write(script);
      }),
    );
}

import { Command } from 'commander';
import { addAttachCommand, addPeopleCommands } from './attach/attach-commands.ts';
import type { RunAction } from './call/cli-context.ts';
import { addDerivedCommands } from './derived-commands.ts';
import { readDocument } from './document/openrpc.ts';
import { addServiceCommands } from './service/service-commands.ts';
import { addToolCommands } from './tool-commands.ts';
import { usageFailure } from './usage-failure.ts';
import { version } from './version.ts';

/** Subcommands inherit this only when they are made by their parent, and ours are not. */
function settle(command: Command): void {
  command
    .exitOverride((error) => {
      throw usageFailure(command, error);
    })
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(true);
  command.configureHelp({ showGlobalOptions: true }).helpOption('-h, --help', 'Show this help');
  if (command.commands.length > 0) command.helpCommand('help [command]', 'Show the help of a command');
  for (const child of command.commands) settle(child);
}

/** The whole command line: what the document says, and what only a person on this machine needs. */
export function createProgram(run: RunAction): Command {
  const program = new Command('hero-claude')
    .description(
      'Runs many Claude Code agents, each in its own container with its own copy of your repositories.',
    )
    .version(version, '--version', 'Print the version')
    .option('--info', 'Print the service manifest')
    .option('--json', 'Print exactly one JSON document on stdout, errors included')
    .option('--socket <path>', "The server's socket, when it is not the usual one");
  program.commandsGroup('Services:');
  addServiceCommands(program, run);
  program.commandsGroup('Tools:');
  addToolCommands(program, run);
  program.commandsGroup('Work:');
  const document = readDocument();
  addPeopleCommands(program, document, run);
  addDerivedCommands(program, document, run);
  addAttachCommand(program, run);
  settle(program);
  return program;
}

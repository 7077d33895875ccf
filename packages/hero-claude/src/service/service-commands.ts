import { type Command, InvalidArgumentError } from 'commander';
import type { RunAction } from '../call/cli-context.ts';
import type { StartOptions } from './start-services.ts';

function port(word: string): number {
  const value = Number(word);
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a port from 1 to 65535.');
}

function lines(word: string): number {
  const value = Number(word);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a number of lines.');
}

function startFlags(command: Command): Command {
  return command
    .option('--port <number>', 'Port of the dashboard', port)
    .option('--host <address>', 'Address of the dashboard')
    .option('--tcp', 'Listen on TCP, which is the default')
    .option('--no-tcp', 'Listen on sockets only')
    .option('--insecure', 'Allow an address that other machines reach, without TLS')
    .option('--supervisor <kind>', 'Who runs the services: builtin');
}

const startText =
  'Start gateway, server and dashboard\n\nCODEROOT says where your repositories are and BUILDDIR where sessions live, in the environment or in ~/hero/cfg/hero_claude/env; without them it is the folder you are in.';

/** Commands that run the daemons of this user. */
export function addServiceCommands(program: Command, run: RunAction): void {
  startFlags(
    program.command('start').summary('Start gateway, server and dashboard').description(startText),
  ).action((options: StartOptions) =>
    run(async (context) => (await import('./start-services.ts')).startServices(context, options)),
  );
  program
    .command('stop')
    .description('Stop gateway, server and dashboard; agents stay in their containers')
    .action(() => run(async (context) => (await import('./stop-services.ts')).stopServices(context)));
  startFlags(
    program.command('restart').description('Stop gateway, server and dashboard, and start them again'),
  ).action((options: StartOptions) =>
    run(async (context) => (await import('./restart-services.ts')).restartServices(context, options)),
  );
  program
    .command('status')
    .description('Show what runs and where the dashboard is')
    .action(() => run(async (context) => (await import('./show-status.ts')).showStatus(context)));
  program
    .command('service')
    .description('What gateway, server and dashboard log')
    .command('logs')
    .description('Show the log of gateway, server, ui or supervisor; of the first three unless named')
    .argument('[service]', 'gateway, server, ui or supervisor')
    .option('-f, --follow', 'Go on until interrupted')
    .option('--tail <lines>', 'How many lines (default 50)', lines)
    .action((name: string | undefined, { follow, tail = 50 }: { follow?: boolean; tail?: number }) =>
      run(async (context) =>
        (await import('./service-logs.ts')).serviceLogs(context, name, {
          tail,
          ...(follow === true && { follow }),
        }),
      ),
    );
  program
    .command('supervise <settings>', { hidden: true })
    .description('Run the services; started by `start`')
    .action((settings: string) =>
      run(async ({ env }) => (await import('./supervisor.ts')).supervise(JSON.parse(settings), env)),
    );
}

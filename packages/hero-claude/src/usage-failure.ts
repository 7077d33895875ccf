import type { Command, CommanderError } from 'commander';
import { usageError } from './cli-error.ts';

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/**
 * Commander's error with a next step: it does not say itself where on the command line it stood, nor which verbs a
 * noun has.
 */
export function usageFailure(command: Command, error: CommanderError): Error {
  if (error.exitCode === 0) return error;
  const path = pathOf(command);
  if (error.code === 'commander.help') {
    const verbs = command.createHelp().visibleCommands(command);
    const names = verbs.map((verb) => verb.name()).filter((name) => name !== 'help');
    return usageError(`${path} needs one of: ${names.join(', ')}`, `${path} --help says what they do`);
  }
  const [first = '', guess] = error.message.replace(/^error: /, '').split('\n');
  const message = first.charAt(0).toUpperCase() + first.slice(1);
  return usageError(message, guess?.replace(/^\((.*)\)$/, '$1') ?? `${path} --help says what it takes`);
}

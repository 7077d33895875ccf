import type { Command, CommanderError } from 'commander';
import { usageError } from './cli-error.ts';

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/**
 * The command that a verb on its own, or below a wrong noun, was meant for. Below a noun only what one noun alone
 * can do is a safe guess; without any, sessions are what people speak of.
 */
function commandWithVerb(verb: string, command: Command): string | undefined {
  const able = rootOf(command).commands.filter((noun) =>
    noun.commands.some((known) => known.name() === verb),
  );
  const meant = command.parent === null ? able.find((noun) => noun.name() === 'session') : undefined;
  const noun = meant ?? (able.length === 1 ? able[0] : undefined);
  return noun === undefined ? undefined : `${pathOf(noun)} ${verb}`;
}

function unknownCommand(word: string, command: Command, guess: string | undefined): Error {
  const meant = commandWithVerb(word, command);
  const hint = meant === undefined ? guess : `Did you mean ${meant}?`;
  return usageError(`Unknown command '${word}'`, hint ?? `${pathOf(command)} --help says what it takes`);
}

/**
 * Commander's error with a next step: it does not say itself where on the command line it stood, nor which verbs a
 * noun has.
 */
export function usageFailure(command: Command, error: CommanderError): Error {
  if (error.exitCode === 0) return error;
  const path = pathOf(command);
  const [word = '', about] = command.args;
  if (error.code === 'commander.help') {
    if (word === 'help' && about !== undefined) return unknownCommand(about, command, undefined);
    const verbs = command.createHelp().visibleCommands(command);
    const names = verbs.map((verb) => verb.name()).filter((name) => name !== 'help');
    return usageError(`${path} needs one of: ${names.join(', ')}`, `${path} --help says what they do`);
  }
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const guess = suggestion?.replace(/^\((.*)\)$/, '$1');
  if (error.code === 'commander.unknownCommand') return unknownCommand(word, command, guess);
  const message = first.charAt(0).toUpperCase() + first.slice(1);
  return usageError(message, guess ?? `${path} --help says what it takes`);
}

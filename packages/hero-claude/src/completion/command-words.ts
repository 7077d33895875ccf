import type { Argument, Command, Option } from 'commander';
import type { WordKind } from './words-of.ts';

/** A flag, and whether a value of its own follows, of which kind when that is known. */
export interface FlagWords {
  name: string;
  takesValue: boolean;
  values?: WordKind | undefined;
}

/** A command as a shell sees it: its words, what may come next, its flags, what its arguments name. */
export interface CommandWords {
  path: readonly string[];
  next: readonly { name: string; summary: string }[];
  flags: readonly FlagWords[];
  /** By position; null for what cannot be listed. */
  arguments: readonly (WordKind | null)[];
}

function isHidden(command: Command): boolean {
  return (command as Command & { _hidden?: boolean })._hidden === true;
}

const kindByName: Record<string, WordKind> = { 'session-id': 'sessions', repo: 'repos' };

function argumentKind(argument: Argument, path: readonly string[]): WordKind | null {
  const kind = kindByName[argument.name()] ?? null;
  return kind === 'sessions' && path.at(-1) === 'restore' ? 'trash' : kind;
}

function flagWords({ long, required, optional }: Option): FlagWords[] {
  if (long == null) return [];
  return [{ name: long, takesValue: required || optional, values: kindByName[long.slice(2)] }];
}

/** Every command below `root` that is shown in help. */
export function commandWords(root: Command, path: readonly string[] = []): CommandWords[] {
  const children = root.commands.filter((command) => !isHidden(command));
  const own: CommandWords = {
    path,
    next: children.map((command) => ({
      name: command.name(),
      summary: command.summary() || command.description(),
    })),
    flags: root.options.filter(({ hidden }) => !hidden).flatMap(flagWords),
    arguments: root.registeredArguments.map((argument) => argumentKind(argument, path)),
  };
  return [own, ...children.flatMap((command) => commandWords(command, [...path, command.name()]))];
}

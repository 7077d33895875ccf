import type { Command } from 'commander';

/** A command as a shell sees it: its words, what may come next, its flags with their choices. */
export interface CommandWords {
  path: readonly string[];
  next: readonly { name: string; summary: string }[];
  flags: readonly string[];
}

function isHidden(command: Command): boolean {
  return (command as Command & { _hidden?: boolean })._hidden === true;
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
    flags: root.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => (long == null ? [] : [long])),
  };
  return [own, ...children.flatMap((command) => commandWords(command, [...path, command.name()]))];
}

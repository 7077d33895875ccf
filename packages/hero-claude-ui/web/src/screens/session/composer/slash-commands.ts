const most = 8;

/** The command a text begins with, without its slash; null when it begins with none. */
export function commandIn(text: string): string | null {
  return /^\/([\w:-]*)/.exec(text)?.[1] ?? null;
}

/** Commands that the beginning of a text may become. */
export function suggestCommands(text: string, commands: readonly string[]): string[] {
  if (!/^\/[\w:-]*$/.test(text)) return [];
  const begun = text.slice(1).toLowerCase();
  const beginning = commands.filter((name) => name.toLowerCase().startsWith(begun));
  const within = commands.filter((name) => !beginning.includes(name) && name.toLowerCase().includes(begun));
  return [...beginning, ...within].slice(0, most);
}

/** Whether the text is for the CLI itself. Anything else is taken literally, slash or not. */
export function isCommand(text: string, commands: readonly string[]): boolean {
  const name = commandIn(text);
  return name !== null && commands.includes(name);
}

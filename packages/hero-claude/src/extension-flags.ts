import type { Command } from 'commander';

// Every help asks for these, so nothing else is imported here.

export function createFlags(command: Command): void {
  command
    .option('--start', 'Start the agent at once')
    .option('--follow', 'Start the agent and show it live, as session attach does');
}

export function logFlags(command: Command): void {
  command
    .option('-f, --follow', 'Go on until the session rests; with --json one document to a line')
    .option('--raw', "The agent's lines as they are");
}

export function ruleFlags(command: Command): void {
  command
    .option(
      '--allow <rule>',
      'Allow from now on, for --repo: a tool, or a tool with a pattern, Bash(npm test *)',
    )
    .option('--deny <rule>', 'Deny from now on, for --repo');
}

/** How much of a conversation is shown. */
export function levelFlags(command: Command): void {
  command
    .option('-q, --quiet', "Only the agent's words")
    .option('-v, --verbose', 'Thinking and the output of tools as well');
}

import type { Command } from 'commander';

/** How much of a conversation is shown. */
export function levelFlags(command: Command): Command {
  return command
    .option('-q, --quiet', "Only the agent's words")
    .option('-v, --verbose', 'Thinking and the output of tools as well');
}

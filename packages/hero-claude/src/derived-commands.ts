import { Command } from 'commander';
import type { CliContext } from './call/cli-context.ts';
import { methodCommand } from './document/method-command.ts';
import type { OpenRpcDocument } from './document/openrpc.ts';
import { extensions } from './extensions.ts';

const nounSummaries: Record<string, string> = {
  server: 'The server: version, health, promises',
  session: 'Sessions: repositories, a branch, a container, a conversation',
  queue: 'Prompts that wait for an agent',
  approval: 'Questions of agents that wait for a person',
  search: 'Everything that was said in all sessions',
  egress: 'What sessions reach besides the model',
  repo: 'Repositories under CODEROOT',
  logs: 'The operation log',
  usage: 'What model calls have used and cost',
  trash: 'Destroyed sessions',
  image: 'The session image',
};

/** A command for every method of the document, under its noun. */
export function addDerivedCommands(
  program: Command,
  document: OpenRpcDocument,
  run: (action: (context: CliContext) => Promise<number | void>) => Promise<void>,
): void {
  const nouns = new Map<string, Command>();
  for (const method of document.methods) {
    const { hidden = false, isDefault = false } = method['x-cli'] ?? {};
    const noun = method.name.slice(0, method.name.indexOf('.'));
    let parent = nouns.get(noun);
    if (parent === undefined) {
      parent = new Command(noun).description(nounSummaries[noun] ?? '');
      program.addCommand(parent, { hidden });
      nouns.set(noun, parent);
    }
    const derived = methodCommand(method, document);
    extensions[method.name]?.flags?.(derived.command);
    derived.command.action(() =>
      run(async (context) => {
        const { runMethod } = await import('./call/run-method.ts');
        return runMethod(method, document, derived, context);
      }),
    );
    parent.addCommand(derived.command, { hidden, isDefault });
  }
}

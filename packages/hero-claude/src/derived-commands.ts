import { Command } from 'commander';
import type { CliContext } from './call/cli-context.ts';
import { completeParams } from './call/complete-params.ts';
import { callAndShow, type MethodCall } from './call/method-call.ts';
import { withSuggestion } from './call/session-id.ts';
import { type MethodCommand, methodCommand } from './document/method-command.ts';
import type { MethodDocument, OpenRpcDocument } from './document/openrpc.ts';
import { extensions } from './extensions.ts';

const nounSummaries: Record<string, string> = {
  server: 'The server itself',
  session: 'Sessions: repositories, a branch, a container, a conversation',
  queue: 'Prompts that wait for an agent',
  approval: 'Questions of agents that wait for a person',
  search: 'Everything that was said in all sessions',
  egress: 'What sessions reach beside the model',
  repo: 'Repositories under CODEROOT',
  logs: 'The operation log',
  usage: 'What model calls have used and cost',
  trash: 'Destroyed sessions',
  image: 'The session image',
};

async function runMethod(
  method: MethodDocument,
  document: OpenRpcDocument,
  derived: MethodCommand,
  context: CliContext,
): Promise<number | void> {
  const given = derived.readParams();
  const client = await context.connect();
  const params = await completeParams(given, method, document, client);
  const call: MethodCall = {
    context,
    output: context.output,
    client,
    method,
    params,
    options: derived.command.opts(),
    send: (other = params) => client.call(method.name, other, { signal: context.signal }),
  };
  try {
    const extension = extensions[method.name];
    if (extension !== undefined) {
      const run = await extension.run();
      // Each run knows the result of its own method.
      return await run(call as MethodCall<never>);
    }
    const { genericView } = await import('./views/generic-view.ts');
    await callAndShow(call, genericView);
  } catch (error) {
    if (context.signal.aborted) throw error;
    throw await withSuggestion(error, params['session_id'], client);
  }
}

/** A command for every method of the document, under its noun. */
export async function addDerivedCommands(
  program: Command,
  document: OpenRpcDocument,
  run: (action: (context: CliContext) => Promise<number | void>) => Promise<void>,
): Promise<void> {
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
    const addFlags = await extensions[method.name]?.flags?.();
    addFlags?.(derived.command);
    derived.command.action(() => run((context) => runMethod(method, document, derived, context)));
    parent.addCommand(derived.command, { hidden, isDefault });
  }
}

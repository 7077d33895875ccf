import type { MethodCommand } from '../document/method-command.ts';
import type { MethodDocument, OpenRpcDocument } from '../document/openrpc.ts';
import { extensions } from '../extensions.ts';
import type { CliContext } from './cli-context.ts';
import { completeParams } from './complete-params.ts';
import { callAndShow, type MethodCall } from './method-call.ts';
import { withSuggestion } from './session-id.ts';

/** Calls a method as its command says, and shows what comes of it. */
export async function runMethod(
  method: MethodDocument,
  document: OpenRpcDocument,
  derived: MethodCommand,
  context: CliContext,
): Promise<number | void> {
  const given = derived.readParams();
  const client = await context.connect();
  const params = await completeParams(given, method, document, client, context.signal);
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
    const { genericView } = await import('../views/generic-view.ts');
    await callAndShow(call, genericView);
  } catch (error) {
    if (context.signal.aborted) throw error;
    throw await withSuggestion(error, params['session_id'], client);
  }
}

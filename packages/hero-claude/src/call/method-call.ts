import type { Client } from 'hero-claude-sdk';
import type { Params } from '../document/method-command.ts';
import type { MethodDocument } from '../document/openrpc.ts';
import type { Output, Style } from '../output/output.ts';
import type { CliContext } from './cli-context.ts';

/** A method to be called as the command line says. */
export interface MethodCall<Result = unknown> {
  context: CliContext;
  output: Output;
  client: Client;
  method: MethodDocument;
  params: Params;
  /** Flags of the command that are no params. */
  options: Record<string, unknown>;
  /** Calls the method, with other params where given. */
  send(params?: Params): Promise<Result>;
}

/** Does what a command is for; what it returns is the exit code. */
export type Run = (call: MethodCall<never>) => Promise<number | void>;

/** Shows a result to a person. */
export type View<Result> = (result: Result, style: Style, call: MethodCall) => string;

/** Calls, then prints the document, or what the view makes of it. */
export async function callAndShow<Result>(call: MethodCall, view: View<Result>): Promise<void> {
  const result = (await call.send()) as Result;
  if (call.output.json) call.output.document(result);
  else call.output.line(view(result, call.output.style, call));
}

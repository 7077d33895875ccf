import type { OpenRpcDocument } from './openrpc.ts';

const methodName = /\b([a-z]+)\.([a-z_]+)\b/g;

/** A text of the document in the words of the command line: `repo.list` is `hero-claude repo list`. */
export function commandText(text: string, { methods }: OpenRpcDocument): string {
  const names = new Set<string>(methods.map(({ name }) => name));
  return text.replaceAll(methodName, (name: string, noun: string, verb: string) =>
    names.has(name) ? `hero-claude ${noun} ${verb.replaceAll('_', '-')}` : name,
  );
}

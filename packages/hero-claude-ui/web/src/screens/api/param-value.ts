import { type ParamDescription, type RpcDocument, resolveSchema } from '../../data/rpc-document.ts';

/** How a param is typed in: a text stands for itself, everything else is JSON. */
export function isPlainText({ schema }: ParamDescription, document: RpcDocument): boolean {
  const resolved = resolveSchema(schema, document);
  return resolved.type === 'string';
}

/** What is sent for what was typed; throws a SyntaxError for what is no JSON. */
export function paramValue(param: ParamDescription, typed: string, document: RpcDocument): unknown {
  return isPlainText(param, document) ? typed : (JSON.parse(typed) as unknown);
}

/** The params of a call: those that were typed. */
export function paramsIn(
  params: readonly ParamDescription[],
  typed: Record<string, string>,
  document: RpcDocument,
): Record<string, unknown> {
  const entries = params.flatMap((param) => {
    const text = typed[param.name] ?? '';
    if (text === '') return [];
    try {
      return [[param.name, paramValue(param, text, document)]];
    } catch (error) {
      throw new Error(`${param.name} is not JSON: ${(error as Error).message}`, { cause: error });
    }
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

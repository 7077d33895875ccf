import { Option } from 'commander';
import { commandText } from './command-text.ts';
import { type OpenRpcDocument, type ParamDocument, type ResolvedSchema, resolveSchema } from './openrpc.ts';
import { choicesOf, readPair, readValue } from './read-value.ts';

const unitNames: Record<string, string> = {
  ms: 'ms',
  gb: 'GB',
  mb: 'MB',
  seconds: 'seconds',
  bytes: 'bytes',
  usd: 'dollars',
};

export function kebab(name: string): string {
  return name.replaceAll('_', '-');
}

/** A list is given one value at a time: `repos` as `--repo a --repo b`. */
export function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return /[^su]s$/.test(name) ? name.slice(0, -1) : name;
}

function placeholder(name: string, schema: ResolvedSchema): string {
  if (choicesOf(schema) !== undefined) return singular(kebab(name).split('-').at(-1) ?? name);
  if (schema.type === 'number' || schema.type === 'integer') {
    return unitNames[name.split('_').at(-1) ?? ''] ?? (name === 'cpu' ? 'cores' : 'number');
  }
  if (schema.id === 'UploadId') return 'file';
  return schema.id === 'SessionId' || name === 'session_id' ? 'session' : 'text';
}

/** Off is what a flag is for where on is usual. */
function turnedOff(text: string): string {
  return `Do not ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function meaning(param: ParamDocument, schema: ResolvedSchema): string {
  const text = param.description ?? schema.description ?? '';
  if (schema.id === 'SessionId' && param.description === undefined)
    return 'Its id, the beginning of it, or its name';
  if (schema.type === 'array' && schema.items?.$ref?.endsWith('/UploadId') === true)
    return 'A file to bring along; the model sees pictures, the agent finds the others in its container';
  return schema.type === 'boolean' && schema.default === true ? turnedOff(text) : text;
}

/** What a param means and takes, in the words of the command line. */
export function describe(param: ParamDocument, schema: ResolvedSchema, document: OpenRpcDocument): string {
  const choices = choicesOf(schema);
  const notes = [
    param.required === true ? 'required' : undefined,
    choices === undefined ? undefined : choices.join(', '),
    schema.default === undefined || schema.type === 'boolean'
      ? undefined
      : `default ${JSON.stringify(schema.default).replaceAll('"', '')}`,
    schema.nullable === true ? 'none takes it back' : undefined,
    schema.type === 'array' || schema.type === 'object' ? 'repeatable' : undefined,
  ].filter((note) => note !== undefined);
  const text = commandText(meaning(param, schema), document);
  return `${text}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`.trim();
}

/** The flag of a param: what it looks like and how its words become the param's value. */
export function paramOption(param: ParamDocument, document: OpenRpcDocument): Option {
  const schema = resolveSchema(param.schema, document);
  const text = describe(param, schema, document);
  return optionFor(param, schema, text, document);
}

function optionFor(
  { name }: ParamDocument,
  schema: ResolvedSchema,
  text: string,
  document: OpenRpcDocument,
): Option {
  switch (schema.type) {
    case 'boolean':
      return new Option(`--${schema.default === true ? 'no-' : ''}${kebab(name)}`, text);
    case 'array': {
      const items = resolveSchema(schema.items ?? {}, document);
      const flag = `--${kebab(singular(name))} <${placeholder(name, items)}>`;
      return new Option(flag, text).argParser((word: string, before: unknown[] | undefined) => [
        ...(before ?? []),
        readValue(word, items),
      ]);
    }
    case 'object':
      return new Option(`--${kebab(singular(name))} <name=value>`, text).argParser(
        (word: string, before: Record<string, string> | undefined) => ({
          ...before,
          ...Object.fromEntries([readPair(word)]),
        }),
      );
    case undefined:
    default:
      return new Option(`--${kebab(name)} <${placeholder(name, schema)}>`, text).argParser((word: string) =>
        readValue(word, schema),
      );
  }
}

import { useRpc } from './rpc-query.ts';

/** A JSON schema, as far as this page reads it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  description?: string;
  default?: unknown;
}

export interface ParamDescription {
  name: string;
  description?: string;
  required?: boolean;
  schema: Schema;
}

export interface MethodDescription {
  name: string;
  summary?: string;
  description?: string;
  params: ParamDescription[];
  'x-role'?: string;
  'x-mcp'?: false | { readOnly?: boolean; destructive?: boolean; category?: string };
}

export interface RpcDocument {
  methods: MethodDescription[];
  components?: { schemas?: Record<string, Schema> };
}

/** What the server says of its methods. */
export function useRpcDocument() {
  const { data, error } = useRpc('rpc.discover', {}, { staleTime: Number.POSITIVE_INFINITY });
  return { document: data as RpcDocument | undefined, error };
}

/** Follows a reference into the document's components. */
export function resolveSchema(schema: Schema, { components }: RpcDocument): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : { ...components?.schemas?.[name], ...schema };
}

/** A type in a word or two. */
export function typeWords(schema: Schema, document: RpcDocument): string {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return name;
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((part) => typeWords(part, document)).join(' | ');
  if (schema.type === 'array') return `${typeWords(schema.items ?? {}, document)}[]`;
  return [schema.type ?? 'anything'].flat().join(' | ');
}

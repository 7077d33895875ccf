import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MethodName } from 'hero-claude-sdk';

/** The part of JSON Schema that params of our methods use. */
export interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  default?: unknown;
  enum?: readonly string[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
}

export interface ParamDocument {
  name: string;
  description?: string;
  required?: boolean;
  schema: Schema;
}

export interface MethodDocument {
  name: MethodName;
  summary: string;
  description?: string;
  params: readonly ParamDocument[];
  'x-cli'?: {
    /** Params given by place instead of by flag. */
    positional?: readonly string[];
    /** The param that takes everything after `--`. */
    rest?: string;
    hidden?: boolean;
    /** What the noun alone does. */
    isDefault?: boolean;
    examples?: readonly string[];
  };
}

export interface OpenRpcDocument {
  info: { title: string; version: string; description: string };
  methods: readonly MethodDocument[];
  components: { schemas: Record<string, Schema> };
}

/** The document that the SDK was generated from. */
export function readDocument(): OpenRpcDocument {
  const path = fileURLToPath(import.meta.resolve('hero-claude-sdk/openrpc.json'));
  return JSON.parse(readFileSync(path, 'utf8')) as OpenRpcDocument;
}

export interface ResolvedSchema extends Schema {
  /** Name among the document's shared schemas. */
  id?: string;
  /** Null is a value as well: on the command line the word `none`. */
  nullable?: boolean;
}

/** Follows references; what stands beside a reference wins over what it leads to. */
export function resolveSchema(schema: Schema, document: OpenRpcDocument): ResolvedSchema {
  const { $ref, allOf, ...own } = schema;
  if (allOf !== undefined) {
    return Object.assign({}, ...allOf.map((part) => resolveSchema(part, document)), own) as ResolvedSchema;
  }
  const notNull = own.anyOf?.filter(({ type }) => type !== 'null');
  if (notNull?.length === 1 && notNull[0] !== undefined && own.anyOf?.length === 2) {
    const { anyOf: _either, ...beside } = own;
    return { ...resolveSchema(notNull[0], document), ...beside, nullable: true };
  }
  if ($ref === undefined) return own;
  const id = $ref.slice($ref.lastIndexOf('/') + 1);
  const found = document.components.schemas[id];
  if (found === undefined) throw new Error(`${$ref} leads nowhere in openrpc.json`);
  return { ...resolveSchema(found, document), ...own, id };
}

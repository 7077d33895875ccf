import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** JSON Schema of one zod schema, with the named shapes it uses beside it. */
export interface Converted {
  schema: JsonSchema;
  definitions: Record<string, JsonSchema>;
}

/**
 * Converts to draft-7, the only draft the OpenRPC meta-schema knows. Shapes with a `.meta({ id })` become
 * definitions, referred to as `#/definitions/<id>`.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Converted {
  // As a member of a wrapper, a named schema at the top becomes a definition like every other.
  const wrapper = z.toJSONSchema(z.object({ it: schema }), { target: 'draft-7', io });
  return {
    schema: (wrapper.properties?.['it'] ?? {}) as JsonSchema,
    definitions: (wrapper.definitions ?? {}) as Record<string, JsonSchema>,
  };
}

const definitionPrefix = '#/definitions/';

/** Gives every reference to a definition another target. */
export function mapRefs(node: unknown, target: (id: string) => unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => mapRefs(item, target));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref } = node as { $ref?: unknown };
  if (typeof $ref === 'string' && $ref.startsWith(definitionPrefix)) {
    const replaced = target($ref.slice(definitionPrefix.length));
    return typeof replaced === 'string' ? { ...node, $ref: replaced } : replaced;
  }
  return unwrapped(
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapRefs(value, target)])),
  );
}

/** An `allOf` of one, left over where nothing stands beside it, is that one. */
export function unwrapped(node: JsonSchema): JsonSchema {
  const { allOf, ...rest } = node;
  const only: unknown = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  return typeof only === 'object' && only !== null && Object.keys(rest).length === 0
    ? (only as JsonSchema)
    : node;
}

/** The ids of all definitions a schema refers to. */
export function refsOf(node: unknown): Set<string> {
  const ids = new Set<string>();
  mapRefs(node, (id) => {
    ids.add(id);
    return definitionPrefix + id;
  });
  return ids;
}

/**
 * One schema without references, for clients that hand it to a model as it is. A shape that contains itself
 * is cut to "anything" where it comes round.
 */
export function inlined({ schema, definitions }: Converted): JsonSchema {
  const expand = (node: unknown, open: readonly string[]): unknown =>
    mapRefs(node, (id) => (open.includes(id) ? {} : expand(definitions[id] ?? {}, [...open, id])));
  return expand(schema, []) as JsonSchema;
}

import type { z } from 'zod';
import { type JsonSchema, mapRefs, refsOf, toJsonSchema } from './json-schema.ts';

type Direction = 'input' | 'output';

/**
 * The named shapes of a document. A shape looks different in params (defaults may be left out) and in
 * results (they are there): where it does, the params' form is called `<id>Input`.
 */
export class SharedSchemas {
  readonly #definitions: Record<Direction, Map<string, JsonSchema>> = { input: new Map(), output: new Map() };

  /** Converts a schema and keeps the shapes it names; `resolve` gives its references their final targets. */
  add(schema: z.ZodType, direction: Direction): JsonSchema {
    const converted = toJsonSchema(schema, direction);
    for (const [id, definition] of Object.entries(converted.definitions)) {
      const known = this.#definitions[direction].get(id);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
        throw new Error(`Two different schemas are called "${id}"`);
      }
      this.#definitions[direction].set(id, definition);
    }
    return converted.schema;
  }

  /** Call it when everything is added. */
  resolver(): (schema: JsonSchema, direction: Direction) => JsonSchema {
    const differing = this.#differing();
    const name = (id: string, direction: Direction): string =>
      direction === 'input' && differing.has(id) ? `${id}Input` : id;
    return (schema, direction) =>
      mapRefs(schema, (id) => `#/components/schemas/${name(id, direction)}`) as JsonSchema;
  }

  /** `components.schemas`, sorted by name. */
  components(): Record<string, JsonSchema> {
    const resolve = this.resolver();
    const differing = this.#differing();
    const all = new Map<string, JsonSchema>();
    for (const [id, schema] of this.#definitions.input) {
      all.set(differing.has(id) ? `${id}Input` : id, resolve(schema, 'input'));
    }
    for (const [id, schema] of this.#definitions.output) all.set(id, resolve(schema, 'output'));
    return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Shapes whose two forms differ, by themselves or through one they refer to. */
  #differing(): Set<string> {
    const { input, output } = this.#definitions;
    const differing = new Set<string>();
    const differs = (id: string, schema: JsonSchema): boolean => {
      const other = output.get(id);
      if (other === undefined) return false;
      if (JSON.stringify(withoutClosing(schema)) !== JSON.stringify(withoutClosing(other))) return true;
      return [...refsOf(schema)].some((used) => differing.has(used));
    };
    let before = -1;
    while (before !== differing.size) {
      before = differing.size;
      for (const [id, schema] of input) if (differs(id, schema)) differing.add(id);
    }
    return differing;
  }
}

/** That results have no unknown members is no difference worth a second name. */
function withoutClosing(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutClosing);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => key !== 'additionalProperties' || value !== false,
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutClosing(value)]));
}

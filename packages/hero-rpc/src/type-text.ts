import type { JsonSchema } from './json-schema.ts';

/** A JSON Schema as a person writes a type: `string | null`, `Session[]`, `"a" | "b"`. */
export function typeText(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'any';
  const node = schema as JsonSchema;
  if (typeof node['$ref'] === 'string') return node['$ref'].split('/').at(-1) ?? 'any';
  if ('const' in node) return JSON.stringify(node['const']);
  if (Array.isArray(node['enum'])) return node['enum'].map((value) => JSON.stringify(value)).join(' | ');
  for (const union of [node['anyOf'], node['oneOf']]) {
    if (Array.isArray(union)) return union.map(typeText).join(' | ');
  }
  if (Array.isArray(node['allOf'])) return node['allOf'].map(typeText).join(' & ');
  if (Array.isArray(node['type'])) return node['type'].join(' | ');
  if (node['type'] === 'array') return arrayText(node['items']);
  if (node['type'] === 'object') return objectText(node);
  if (node['type'] === 'string' && node['format'] === 'date-time') return 'date-time';
  return typeof node['type'] === 'string' ? node['type'] : 'any';
}

function arrayText(items: unknown): string {
  const text = typeText(items);
  return text.includes(' ') ? `(${text})[]` : `${text}[]`;
}

function objectText({ properties, required, additionalProperties }: JsonSchema): string {
  const members = Object.entries((properties ?? {}) as Record<string, unknown>);
  if (members.length > 0) {
    const names = new Set(Array.isArray(required) ? required : []);
    const shown = members.map(
      ([name, member]) => `${name}${names.has(name) ? '' : '?'}: ${typeText(member)}`,
    );
    return `{ ${shown.join(', ')} }`;
  }
  return typeof additionalProperties === 'object' ? `map of ${typeText(additionalProperties)}` : 'object';
}

import { families } from './families.ts';
import type { JsonSchema } from './json-schema.ts';
import { openRpcDocument } from './openrpc.ts';
import type { OpenRpcError, OpenRpcMethod } from './openrpc-document.ts';
import type { Registry } from './registry.ts';
import { typeText } from './type-text.ts';

/** The reference of all methods, shared shapes and errors as Markdown. */
export function referencePage<Ctx>(registry: Registry<Ctx>): string {
  const { methods, components } = openRpcDocument(registry, { title: '', version: '' });
  const sections = [
    '# Methods',
    'Params go by name or, in the order of the tables, by position. A param with `?` may be left out.',
    ...methods.flatMap(methodSection),
    '# Shapes',
    ...Object.entries(components.schemas).flatMap(shapeSection),
    '# Errors',
    'An error is `{code, message, data: {kind, hint?, facts?, issues?, id?}}`. Beside its own errors every method can answer:',
    errorTable(Object.values(components.errors)),
    'A family says what the caller can do:',
    familyTable(),
  ];
  return `${sections.join('\n\n')}\n`;
}

function methodSection(method: OpenRpcMethod): string[] {
  const { name, summary, description, params, result, errors = [] } = method;
  return [
    `## ${name}`,
    `${summary}.`,
    ...(description === undefined ? [] : [description]),
    `Role: \`${method['x-role']}\`. ${toolText(method)}`,
    ...(params.length === 0
      ? []
      : [
          table(
            ['param', 'type', ''],
            params.map(({ name: param, required, schema, description: text }) => [
              `\`${param}${required ? '' : '?'}\``,
              code(typeText(schema)),
              text ?? '',
            ]),
          ),
        ]),
    `Result: ${code(typeText(result.schema))}`,
    ...(errors.length === 0 ? [] : [errorTable(errors)]),
  ];
}

function toolText({ name, 'x-mcp': hints }: OpenRpcMethod): string {
  if (hints === false) return 'Not an MCP tool.';
  const nature = hints.readOnly === true ? ', read-only' : hints.destructive === true ? ', destructive' : '';
  return `MCP tool: \`${name.replaceAll('.', '_')}\`${nature}.`;
}

function shapeSection([name, schema]: [string, JsonSchema]): string[] {
  const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const text = typeof schema['description'] === 'string' ? [schema['description']] : [];
  if (members.length === 0) return [`## ${name}`, ...text, code(typeText(schema))];
  const rows = members.map(([member, type]) => [
    `\`${member}${required.has(member) ? '' : '?'}\``,
    code(typeText(type)),
    typeof type['description'] === 'string' ? type['description'] : '',
  ]);
  return [`## ${name}`, ...text, table(['member', 'type', ''], rows)];
}

function errorTable(errors: readonly OpenRpcError[]): string {
  const rows = errors.map(({ code: number, message, data }) => [
    `\`${data.kind}\``,
    data.family,
    `${number}`,
    message,
  ]);
  return table(['error', 'family', 'code', 'when'], rows);
}

function familyTable(): string {
  const rows = Object.entries(families).map(([family, { code: number, httpStatus, cliExit, retry }]) => [
    family,
    `${number}`,
    `${httpStatus}`,
    `${cliExit}`,
    retry ? 'yes' : 'no',
  ]);
  return table(['family', 'code', 'HTTP', 'exit', 'worth a retry'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

import { z } from 'zod';
import type { Dispatcher } from './dispatcher.ts';
import { RpcError } from './errors.ts';
import { inlined, type JsonSchema, toJsonSchema } from './json-schema.ts';
import type { Caller, Method } from './method.ts';
import type { Registry } from './registry.ts';

/** A tool as `tools/list` answers it. */
export interface McpTool {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonSchema & { type: 'object' };
  outputSchema?: JsonSchema & { type: 'object' };
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
  _meta?: Record<string, unknown>;
}

/** The answer to `tools/call`. */
export interface McpToolResult {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

/** What `structuredContent` holds when `isError` is set. */
const ToolFailure = z.object({
  kind: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  id: z.string().optional(),
});

/** Tool definitions of all methods that are tools: `session.info` becomes `session_info`. */
export function mcpTools<Ctx>(registry: Registry<Ctx>): McpTool[] {
  return registry.methods.filter(({ mcp }) => mcp !== false).map(toTool);
}

/**
 * Runs a tool. Failures are `isError` results, because a model can read and correct them; only an unknown
 * tool rejects, with an `RpcError`.
 */
export async function callMcpTool(
  dispatcher: Dispatcher,
  toolName: string,
  args: Record<string, unknown> | undefined,
  caller: Caller,
): Promise<McpToolResult> {
  const method = dispatcher.registry.methods.find(
    ({ name, mcp }) => mcp !== false && toolNameOf(name) === toolName,
  );
  if (method === undefined) throw unknownTool(toolName.slice(0, 100));
  try {
    const result = await dispatcher.call(method.name, args, caller);
    const content: McpToolResult['content'] = [{ type: 'text', text: toText(result) }];
    return isObject(result) ? { content, structuredContent: result } : { content };
  } catch (error) {
    if (error instanceof RpcError) return toFailure(error);
    throw error;
  }
}

/** With the code that the MCP specification shows for it. */
function unknownTool(name: string): RpcError {
  return new RpcError({
    kind: 'rpc.unknown_tool',
    family: 'invalid_params',
    message: `Unknown tool: ${name}`,
  });
}

function toTool<Ctx>(method: Method<Ctx>): McpTool {
  const { mcp, summary, description } = method;
  const hints = mcp === false || mcp === undefined ? {} : mcp;
  const input = inlined(toJsonSchema(method.params, 'input'));
  const output = inlined(toJsonSchema(method.result, 'output'));
  return {
    name: toolNameOf(method.name),
    title: summary,
    description: description === undefined ? summary : `${summary}\n\n${description}`,
    inputSchema: { ...input, type: 'object', additionalProperties: false },
    ...(output['type'] === 'object' ? { outputSchema: withFailure(output) } : {}),
    annotations: {
      title: summary,
      readOnlyHint: hints.readOnly ?? false,
      destructiveHint: hints.readOnly === true ? false : (hints.destructive ?? false),
      idempotentHint: hints.readOnly === true ? true : (hints.idempotent ?? false),
      openWorldHint: false,
    },
    ...(hints.category === undefined ? {} : { _meta: { category: hints.category } }),
  };
}

/** Clients check the structured content of failures against the same schema, so it has to allow them. */
function withFailure(output: JsonSchema): JsonSchema & { type: 'object' } {
  return { type: 'object', anyOf: [output, inlined(toJsonSchema(ToolFailure, 'output'))] };
}

function toFailure(error: RpcError): McpToolResult {
  const { message, data } = error.toJSON();
  const structuredContent = { message, ...data };
  const hint = data.hint === undefined ? '' : `\n${data.hint}`;
  return {
    isError: true,
    content: [{ type: 'text', text: `${data.kind}: ${message}${hint}` }],
    structuredContent,
  };
}

function toolNameOf(method: string): string {
  return method.replaceAll('.', '_');
}

function toText(result: unknown): string {
  return typeof result === 'string' ? result : (JSON.stringify(result, null, 2) ?? 'null');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

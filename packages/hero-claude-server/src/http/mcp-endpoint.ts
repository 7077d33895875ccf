import type { ServerResponse } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { callMcpTool, type Dispatcher, maxBatch, mcpTools, RpcError } from 'hero-rpc';
import { bodyTooLong, jsonRpcFailure, readBody } from 'hero-rpc/node';
import type { Identity } from './auth.ts';
import { callerOf, type InFlight } from './in-flight.ts';

export interface McpEndpointOptions {
  dispatcher: Dispatcher;
  inFlight: InFlight;
  info: { name: string; title: string; version: string };
}

/**
 * Serves `POST /mcp`: Streamable HTTP without sessions, so that a restart of the server is not noticed. Each
 * request gets a server of its own and is answered by SSE, the only form in which notifications about a call
 * reach the client before its result.
 */
export function createMcpEndpoint(options: McpEndpointOptions) {
  const tools = mcpTools(options.dispatcher.registry);
  return async (request: Request, outgoing: ServerResponse, identity: Identity): Promise<Response> => {
    const body = await readBody(request);
    if (body === undefined) return jsonRpcFailure(bodyTooLong(), 413);
    const message = parse(body);
    const problem = problemOf(message);
    if (problem !== undefined) return jsonRpcFailure(problem, 400);
    const server = createServer(options, tools, outgoing, identity);
    const transport = new WebStandardStreamableHTTPServerTransport();
    await server.connect(transport);
    return transport.handleRequest(request, { parsedBody: message });
  };
}

function createServer(
  { dispatcher, inFlight, info }: McpEndpointOptions,
  tools: ReturnType<typeof mcpTools>,
  outgoing: ServerResponse,
  identity: Identity,
): Server {
  const server = new Server(info, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const call = inFlight.begin(outgoing);
    try {
      const caller = callerOf('mcp', identity, call);
      return { ...(await callMcpTool(dispatcher, params.name, params.arguments, caller)) };
    } finally {
      call.end();
    }
  });
  return server;
}

/** `undefined` for what is no JSON. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function problemOf(message: unknown): RpcError | undefined {
  if (message === undefined) {
    return new RpcError({
      kind: 'rpc.parse_error',
      family: 'invalid_params',
      code: -32700,
      message: 'Parse error',
    });
  }
  if (!Array.isArray(message) || message.length <= maxBatch) return undefined;
  const text = `A batch takes at most ${maxBatch} messages, got ${message.length}`;
  return new RpcError({ kind: 'rpc.invalid_request', family: 'invalid_params', code: -32600, message: text });
}

import { isObject, type JsonObject, objectOf, textOf } from '../../../domain/agent/agent-line.ts';
import { RateWindow } from '../../../lib/rate-window.ts';
import type { Database } from '../../store/database.ts';
import { EffectStore } from '../../store/effect-store.ts';
import { BridgeClient } from './bridge-client.ts';
import type { BridgedServer } from './mcp-servers.ts';

export interface McpBridgeOptions {
  db: Database;
  sessionId: string;
  /** The servers of this session; nothing else can be reached. */
  servers: Readonly<Record<string, BridgedServer>>;
  now: () => number;
}

interface Connected {
  server: BridgedServer;
  client: BridgeClient;
  rate: RateWindow;
  /** Calls under way by the id the agent's MCP client gave them. */
  calls: Map<unknown, AbortController>;
}

const maxArgumentBytes = 1024 * 1024;
const maxResultBytes = 4 * 1024 * 1024;

const reachingMethods = new Set(['initialize', 'tools/list', 'tools/call']);

/** JSON-RPC's own codes. */
const code = { methodNotFound: -32601, invalidParams: -32602, internal: -32603 };

/**
 * Lets an agent use MCP servers that only the host can reach: it speaks MCP over its control pipe, and its
 * tool calls are made here. The list of servers and tools, sizes, rates and times are enforced here, since
 * anything in the container can claim to be the agent.
 */
export class McpBridge implements AsyncDisposable {
  readonly #options: McpBridgeOptions;
  readonly #effects: EffectStore;
  readonly #connected = new Map<string, Connected>();

  constructor(options: McpBridgeOptions) {
    this.#options = options;
    this.#effects = new EffectStore(options.db);
    for (const [name, server] of Object.entries(options.servers)) {
      const rate = new RateWindow(server.calls_per_minute, 60_000, options.now);
      this.#connected.set(name, { server, client: new BridgeClient(server), rate, calls: new Map() });
    }
  }

  get serverNames(): string[] {
    return [...this.#connected.keys()];
  }

  /** Answers one `mcp_message` request; never throws, since an agent without an answer stands still. */
  async answer(requestId: string, request: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const message = objectOf(request.message);
    const connected = this.#connected.get(textOf(request.server_name) ?? '');
    const reply = await this.#reply(requestId, connected, message, signal).catch((error: unknown) => ({
      error: { code: code.internal, message: error instanceof Error ? error.message : String(error) },
    }));
    return { mcp_response: { jsonrpc: '2.0', id: message.id ?? 0, ...reply } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#connected.values()].map(({ client }) => client[Symbol.asyncDispose]()));
  }

  async #reply(
    requestId: string,
    connected: Connected | undefined,
    message: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    if (!connected) return failure(code.invalidParams, 'this session has no such MCP server');
    const { client, server } = connected;
    const params = objectOf(message.params);
    const asksTheServer = reachingMethods.has(textOf(message.method) ?? '');
    if (asksTheServer && !connected.rate.take())
      return failure(
        code.internal,
        `more than ${server.calls_per_minute} calls within a minute; wait and call again`,
      );
    switch (message.method) {
      case 'initialize':
        return {
          result: {
            protocolVersion: textOf(params.protocolVersion) ?? '2025-06-18',
            capabilities: { tools: {} },
            ...(await client.describe(signal)),
          },
        };
      case 'tools/list':
        return { result: onlyAllowed(await client.listTools(params, signal), server.tools) };
      case 'tools/call':
        return this.#call(requestId, connected, message, signal);
      case 'notifications/cancelled':
        connected.calls.get(params.requestId)?.abort();
        return { result: {} };
      case 'ping':
      case 'notifications/initialized':
        return { result: {} };
      default:
        return failure(code.methodNotFound, 'only tools are bridged');
    }
  }

  async #call(
    requestId: string,
    connected: Connected,
    message: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { sessionId, now } = this.#options;
    const params = objectOf(message.params);
    const tool = textOf(params.name) ?? '';
    const refusal = refusalOf(connected.server, tool, params);
    if (refusal !== null) return toolFailure(refusal);
    const server = this.#nameOf(connected);
    if (!this.#effects.start(sessionId, { requestId, server, tool }, now())) {
      this.#effects.finish(sessionId, requestId, 'unknown', now());
      return toolFailure(
        'Interrupted, outcome unknown: hero-claude was restarted during this call. Check what it did before calling again.',
      );
    }
    const call = new AbortController();
    connected.calls.set(message.id, call);
    try {
      const result = await connected.client.callTool(params, AbortSignal.any([signal, call.signal]));
      const tooLarge = JSON.stringify(result).length > maxResultBytes;
      this.#effects.finish(sessionId, requestId, 'answered', now());
      return tooLarge ? toolFailure(`${tool} was called, but its result is larger than 4 MiB`) : { result };
    } catch (error) {
      // Nobody waits for it any more; whether it had an effect is not known.
      if (signal.aborted) throw error;
      this.#effects.finish(sessionId, requestId, 'failed', now());
      return toolFailure(`${tool} failed: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      connected.calls.delete(message.id);
    }
  }

  #nameOf(connected: Connected): string {
    for (const [name, other] of this.#connected) if (other === connected) return name;
    return '';
  }
}

function refusalOf(server: BridgedServer, tool: string, params: JsonObject): string | null {
  if (server.tools && !server.tools.includes(tool))
    return `${tool} is not among the tools this session may call`;
  if (JSON.stringify(params).length > maxArgumentBytes) return 'the arguments are larger than 1 MiB';
  return null;
}

function failure(errorCode: number, message: string): JsonObject {
  return { error: { code: errorCode, message } };
}

/** A failed call is a result the model reads, not a broken server. */
function toolFailure(text: string): JsonObject {
  return { result: { content: [{ type: 'text', text }], isError: true } };
}

function onlyAllowed(list: JsonObject, allowed: readonly string[] | undefined): JsonObject {
  if (!allowed || !Array.isArray(list.tools)) return list;
  const names = new Set(allowed);
  return {
    ...list,
    tools: list.tools.filter((tool) => isObject(tool) && names.has(textOf(tool.name) ?? '')),
  };
}

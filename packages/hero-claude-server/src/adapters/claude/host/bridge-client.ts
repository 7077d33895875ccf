import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { CallToolResultSchema, ListToolsResultSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Agent } from 'undici';
import type { JsonObject } from '../../../domain/agent/agent-line.ts';
import type { BridgedServer } from './mcp-servers.ts';

const connectTimeoutMs = 10_000;

/**
 * A connection to one MCP server, made when it is first needed and made anew after it broke. The SDK and undici are
 * loaded then, too: they weigh several megabytes, and most servers bridge nothing.
 */
export class BridgeClient implements AsyncDisposable {
  readonly #server: BridgedServer;
  #agent: Agent | null = null;
  #connection: Promise<Client> | null = null;

  constructor(server: BridgedServer) {
    this.#server = server;
  }

  /** What the server says about itself. */
  async describe(signal: AbortSignal): Promise<JsonObject> {
    const client = await this.#connect(signal);
    return {
      serverInfo: { ...client.getServerVersion() },
      ...(client.getInstructions() === undefined ? {} : { instructions: client.getInstructions() }),
    };
  }

  async listTools(params: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const { ListToolsResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
    return this.#request('tools/list', params, ListToolsResultSchema, signal);
  }

  async callTool(params: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const { CallToolResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
    return this.#request('tools/call', params, CallToolResultSchema, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const client = await this.#connection?.catch(() => null);
    await client?.close();
    await this.#agent?.destroy();
  }

  async #request(
    method: string,
    params: JsonObject,
    schema: typeof ListToolsResultSchema | typeof CallToolResultSchema,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const client = await this.#connect(signal);
    const timeout = this.#server.timeout_seconds * 1000;
    return await client.request({ method, params: { ...params } }, schema, { signal, timeout });
  }

  #connect(signal: AbortSignal): Promise<Client> {
    this.#connection ??= this.#open(signal).catch((error: unknown) => {
      this.#connection = null;
      throw error;
    });
    return this.#connection;
  }

  async #open(signal: AbortSignal): Promise<Client> {
    const [{ Client }, { StreamableHTTPClientTransport }, undici] = await Promise.all([
      import('@modelcontextprotocol/sdk/client/index.js'),
      import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
      import('undici'),
    ]);
    const server = this.#server;
    this.#agent ??= new undici.Agent(
      server.type === 'socket' ? { connect: { socketPath: server.socket } } : {},
    );
    const dispatcher = this.#agent;
    const url = new URL(server.type === 'http' ? server.url : `http://localhost${server.path}`);
    // Both fetches follow the same standard; only their type declarations are strangers to each other.
    const fetch = ((target: URL, init: object) =>
      undici.fetch(target, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
    const transport = new StreamableHTTPClientTransport(url, {
      fetch,
      requestInit: { headers: server.headers },
    });
    const client = new Client({ name: 'hero-claude', version: '1.0.0' });
    client.onclose = () => {
      this.#connection = null;
    };
    await client.connect(transport, { signal, timeout: connectTimeoutMs });
    return client;
  }
}

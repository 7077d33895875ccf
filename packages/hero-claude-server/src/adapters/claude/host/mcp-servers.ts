import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { NamedMcpServer } from '../../../domain/server.ts';
import { mcpFileBroken, mcpServerUnknown } from '../../../domain/session/session-errors.ts';

/** A server that runs in the container, as a child of the agent. */
export const StdioServer = z.object({
  type: z.literal('stdio').default('stdio'),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});
export type StdioServer = z.infer<typeof StdioServer>;

const bridging = {
  tools: z.array(z.string()).optional().describe('The only tools agents may call; all of them unless given'),
  calls_per_minute: z.number().int().positive().default(120),
  timeout_seconds: z.number().positive().max(3600).default(120),
};

/** Servers the host speaks to for the agent: their addresses and headers never enter a container. */
export const HttpServer = z.object({
  type: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
  ...bridging,
});
export const SocketServer = z.object({
  type: z.literal('socket'),
  socket: z.string().startsWith('/'),
  path: z.string().startsWith('/').default('/mcp'),
  headers: z.record(z.string(), z.string()).default({}),
  ...bridging,
});
export type BridgedServer = z.infer<typeof HttpServer> | z.infer<typeof SocketServer>;

const McpFile = z.object({
  mcpServers: z.record(
    z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a server name is letters, digits, _ and -'),
    z.union([HttpServer, SocketServer, StdioServer]),
  ),
});

export interface ChosenServers {
  inContainer: Record<string, StdioServer>;
  bridged: Record<string, BridgedServer>;
}

/**
 * Looks the chosen names up in the operator's mcp.json. `${NAME}` and `${NAME:-default}` in the addresses
 * and headers of bridged servers are filled in from the host's environment.
 * @throws mcp.unknown_server, mcp.file_broken
 */
export async function readMcpServers(
  file: string,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ChosenServers> {
  const chosen: ChosenServers = { inContainer: {}, bridged: {} };
  if (names.length === 0) return chosen;
  const servers = await parse(file);
  for (const name of names) {
    const server = Object.hasOwn(servers, name) ? servers[name] : undefined;
    if (!server) throw mcpServerUnknown({ name, file, known: Object.keys(servers) });
    if (server.type === 'stdio') chosen.inContainer[name] = server;
    else chosen.bridged[name] = fillIn(server, file, env);
  }
  return chosen;
}

/**
 * What the operator's mcp.json offers, by name only: addresses, commands and secrets stay in it.
 * @throws mcp.file_broken
 */
export async function listMcpServers(file: string): Promise<NamedMcpServer[]> {
  const servers = await parse(file);
  return Object.entries(servers).map(([name, { type }]) => ({ name, kind: type }));
}

async function parse(file: string): Promise<z.infer<typeof McpFile>['mcpServers']> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"mcpServers":{}}';
    throw mcpFileBroken({ file, reason: error.message }, { cause: error });
  });
  try {
    return McpFile.parse(JSON.parse(text)).mcpServers;
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw mcpFileBroken({ file, reason: z.prettifyError(error) }, { cause: error });
    }
    // The parser's own words quote the file, and that holds the secrets of servers: no cause either.
    const at = /at position \d+/.exec((error as Error).message)?.[0] ?? '';
    throw mcpFileBroken({ file, reason: `it is not valid JSON ${at}`.trim() });
  }
}

function fillIn(server: BridgedServer, file: string, env: NodeJS.ProcessEnv): BridgedServer {
  const fill = (text: string): string =>
    text.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_whole, name: string, fallback?: string) => {
      const value = env[name] ?? fallback;
      if (value === undefined) throw mcpFileBroken({ file, reason: `the variable ${name} is not set` });
      return value;
    });
  const headers = Object.fromEntries(
    Object.entries(server.headers).map(([name, value]) => [name, fill(value)]),
  );
  return server.type === 'http'
    ? { ...server, url: fill(server.url), headers }
    : { ...server, socket: fill(server.socket), headers };
}

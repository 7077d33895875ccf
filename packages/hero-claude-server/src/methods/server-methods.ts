import { z } from 'zod';
import { CheckedGuarantee } from '../domain/guarantees/guarantee.ts';
import { NamedMcpServer, ServerHealth, ServerInfo } from '../domain/server.ts';
import { mcpFileBroken } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

export const serverInfo = method({
  name: 'server.info',
  summary: 'Show version, folders, limits and counts',
  params: z.object({}),
  result: ServerInfo,
  role: 'viewer',
  mcp: { readOnly: true, category: 'server' },
  handler: (_params, { server }) => server.info(),
});

export const serverHealth = method({
  name: 'server.health',
  summary: 'Check the engine, the gateway, the database and the disk',
  params: z.object({}),
  result: ServerHealth,
  role: 'viewer',
  mcp: { readOnly: true, category: 'server' },
  handler: async (_params, { server }) => server.health(),
});

export const serverGuarantees = method({
  name: 'server.guarantees',
  summary: 'Show what is promised, where each promise ends, and what this installation shows of it',
  params: z.object({}),
  result: z.object({ guarantees: z.array(CheckedGuarantee) }),
  role: 'viewer',
  mcp: false,
  handler: async (_params, { guarantees }) => ({ guarantees: await guarantees.list() }),
});

export const serverMcpServers = method({
  name: 'server.mcp_servers',
  summary: "List the MCP servers of the operator's mcp.json that a session can be given",
  params: z.object({}),
  result: z.array(NamedMcpServer),
  errors: [mcpFileBroken],
  role: 'viewer',
  mcp: false,
  handler: async (_params, { server }) => server.mcpServers(),
});

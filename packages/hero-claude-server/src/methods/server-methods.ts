import { z } from 'zod';
import { ServerHealth, ServerInfo } from '../domain/server.ts';
import { method } from './method.ts';

export const serverInfo = method({
  name: 'server.info',
  summary: 'Show version, folders, limits and counts',
  params: z.object({}),
  result: ServerInfo,
  role: 'viewer',
  mcp: { readOnly: true, category: 'server' },
  handler: async (_params, { server }) => server.info(),
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

import { z } from 'zod';
import { LogEntry, LogLevel } from '../domain/operation.ts';
import { method } from './method.ts';

export const logsGet = method({
  name: 'logs.get',
  summary: 'Read the operation log, newest first',
  params: z.object({
    limit: z.number().int().min(1).max(1000).default(100).describe('How many at most'),
    before: z.number().int().optional().describe('Only entries older than this id, for the next page'),
    session_id: z.string().optional().describe('Only entries about this session'),
    operation: z.string().optional().describe('noun.verb, or a noun'),
    level: LogLevel.optional(),
    text: z.string().optional().describe('Words the message must contain'),
  }),
  result: z.object({ entries: z.array(LogEntry), next: z.number().int().nullable() }),
  role: 'viewer',
  mcp: { readOnly: true, category: 'logs' },
  handler: (params, { operations }) => operations.page(params),
});

export const logsClear = method({
  name: 'logs.clear',
  summary: 'Empty the operation log',
  params: z.object({}),
  result: z.object({ removed: z.number().int() }),
  role: 'admin',
  mcp: false,
  handler: (_params, { operations }) => ({ removed: operations.clear() }),
});

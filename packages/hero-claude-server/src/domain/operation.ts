import { z } from 'zod';

export const LogLevel = z
  .enum(['info', 'warn', 'error'])
  .meta({ id: 'LogLevel', description: 'How grave an entry is' });

export const LogEntry = z
  .object({
    id: z.number().int(),
    at: z.iso.datetime(),
    level: LogLevel,
    operation: z.string().describe('noun.verb: session.create, repo.copy'),
    session_id: z.string().nullable(),
    message: z.string(),
    user: z.string().nullable(),
    ms: z.number().int().nullable(),
  })
  .meta({ id: 'LogEntry', description: 'One line of the operation log' });
export type LogEntry = z.infer<typeof LogEntry>;

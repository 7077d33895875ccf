import { z } from 'zod';
import { AccountLimits } from './money/money.ts';

export const ServerInfo = z
  .object({
    service: z.literal('hero_claude_server'),
    version: z.string(),
    pid: z.number().int(),
    instance: z.string().describe('Owner label of our containers'),
    started_at: z.iso.datetime(),
    code_root: z.string(),
    build_dir: z.string(),
    image: z.string(),
    claude_code_version: z.string().describe('The CLI version an image must have'),
    max_running: z.number().int(),
    sessions: z.record(z.string(), z.number().int()).describe('How many sessions per status'),
    account: AccountLimits.nullable().describe(
      'How much of the subscription is used; null when it is not known',
    ),
  })
  .meta({ id: 'ServerInfo' });
export type ServerInfo = z.infer<typeof ServerInfo>;

export const Check = z
  .object({
    name: z.string(),
    status: z.enum(['ok', 'warn', 'fail']),
    message: z.string(),
    fix: z.string().optional().describe('What mends it'),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

export const ServerHealth = z
  .object({
    status: z.enum(['ok', 'degraded']).describe('degraded when a check fails'),
    version: z.string(),
    uptime_seconds: z.number().int(),
    checks: z.array(Check),
  })
  .meta({ id: 'ServerHealth' });
export type ServerHealth = z.infer<typeof ServerHealth>;

export const NamedMcpServer = z
  .object({
    name: z.string().describe('What `mcp_servers` of a session takes'),
    kind: z
      .enum(['stdio', 'http', 'socket'])
      .describe('stdio runs in the container; the host speaks to the others for the agent'),
  })
  .meta({ id: 'NamedMcpServer' });
export type NamedMcpServer = z.infer<typeof NamedMcpServer>;

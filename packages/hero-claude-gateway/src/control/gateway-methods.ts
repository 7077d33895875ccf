import { z } from 'zod';
import { RateLimits } from '../ledger/rate-limit-table.ts';
import { version } from '../version.ts';
import { method } from './context.ts';

export const credentialStatus = method({
  name: 'credential.status',
  summary: 'Say which model credential is used, and what is wrong with it',
  description:
    'Never its value. Nothing is sent to find out: a credential without a problem may still be refused.',
  params: z.object({}),
  result: z
    .object({
      source: z
        .enum(['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'credentials_file'])
        .nullable()
        .describe('Null when there is none'),
      expires_at: z.string().nullable().describe('Null when the source does not say'),
      problem: z.string().nullable().describe('What to do before calls can be made'),
      model_url: z.string(),
      rate_limits: RateLimits.nullable().describe('As last sent by the API with this credential'),
    })
    .meta({ id: 'CredentialStatus' }),
  role: 'viewer',
  handler: async (_params, { credential, ledger, config }) => {
    const { source, expiresAt, problem } = await credential();
    return {
      source: source === 'none' ? null : source,
      expires_at: expiresAt?.toISOString() ?? null,
      problem: problem ?? null,
      model_url: config.modelUrl.href,
      rate_limits: ledger.rateLimits.get(source) ?? null,
    };
  },
});

export const gatewayHealth = method({
  name: 'gateway.health',
  summary: 'Say whether every open session is being served',
  params: z.object({}),
  result: z.object({
    status: z.enum(['ok', 'degraded']),
    version: z.string(),
    pid: z.number().int(),
    sessions: z.number().int(),
    broken_sessions: z.number().int(),
  }),
  role: 'viewer',
  handler: async (_params, { gates }) => {
    const sessions = gates.list();
    const broken = sessions.filter(({ problem }) => problem !== null).length;
    return {
      status: broken === 0 ? ('ok' as const) : ('degraded' as const),
      version,
      pid: process.pid,
      sessions: sessions.length,
      broken_sessions: broken,
    };
  },
});

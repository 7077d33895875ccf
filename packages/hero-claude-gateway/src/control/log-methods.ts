import { z } from 'zod';
import { ModelLogEntry } from '../ledger/call-table.ts';
import { EgressEntry } from '../ledger/egress-table.ts';
import { method } from './context.ts';
import { pageOf, pageParams } from './page.ts';

export const egressLog = method({
  name: 'egress.log',
  summary: 'Read what sessions asked to reach, and what came of it',
  description:
    'Oldest first. Equal decisions within a minute are one entry with a count, which may grow after it was read.',
  params: z.object(pageParams),
  result: z.object({ entries: z.array(EgressEntry), next: z.number().int() }),
  role: 'viewer',
  handler: async ({ session_id, after, limit }, { ledger }) =>
    pageOf(ledger.listDecisions({ sessionId: session_id, after, limit }), after),
});

export const modelLog = method({
  name: 'model.log',
  summary: 'Read the model calls of sessions',
  description: 'Oldest first. Equal refusals within a minute are one entry with a count.',
  params: z.object(pageParams),
  result: z.object({ entries: z.array(ModelLogEntry), next: z.number().int() }),
  role: 'viewer',
  handler: async ({ session_id, after, limit }, { ledger }) =>
    pageOf(ledger.listCalls({ sessionId: session_id, after, limit }), after),
});

import { gatewayErrors } from '../domain/container/gateway-errors.ts';
import { SummaryParams, UsageSummary } from '../domain/money/money.ts';
import { method } from './method.ts';

export const usageSummary = method({
  name: 'usage.summary',
  summary: 'Show what model calls have used and cost, by session, repository, model or day',
  description:
    "Counted by the gateway in the answers of the model, never taken from an agent's word. Days are those of UTC. account says how much of a subscription's limits is used up, as the API last said.",
  params: SummaryParams,
  result: UsageSummary,
  errors: gatewayErrors,
  role: 'viewer',
  mcp: false,
  cli: { isDefault: true, examples: ['hero-claude usage --by day --since 2026-11-01'] },
  handler: async (params, { usage }) => usage.summary(params),
});

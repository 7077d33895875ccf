import { z } from 'zod';
import { toUsd } from '../prices/cost.ts';
import { SessionId } from '../session/session-id.ts';
import type { ControlContext } from './context.ts';

/** What a session has cost, and how that stands to what it may cost. */
export const SessionMoney = z
  .object({
    session_id: SessionId,
    tokens: z.number().int().describe('Of all kinds, cached ones too'),
    cost_usd: z.number().describe('At list price, without the unpriced calls'),
    unpriced_calls: z.number().int(),
    equivalent: z
      .boolean()
      .describe('A login pays by subscription: the cost is what the list price would be'),
    budget_usd: z.number().nullable().describe('Null when money is not limited for this session'),
    token_limit: z.number().int().nullable(),
    used_percent: z
      .number()
      .nullable()
      .describe('Of the fullest budget that holds for it, that of the day included; null when none does'),
    refused: z.string().nullable().describe('Why its latest call was refused'),
  })
  .meta({ id: 'SessionMoney' });
export type SessionMoney = z.infer<typeof SessionMoney>;

export async function moneyOf(sessionId: string, context: ControlContext): Promise<SessionMoney> {
  const { budgets } = context;
  const { limits, spent, unpricedCalls, usedPercent, refused } = budgets.state(sessionId);
  return {
    session_id: sessionId,
    tokens: spent.tokens,
    cost_usd: toUsd(spent.nanoUsd),
    unpriced_calls: unpricedCalls,
    equivalent: await isEquivalent(context, spent.tokens > 0, { sessionId }),
    budget_usd: limits.nanoUsd === null ? null : toUsd(limits.nanoUsd),
    token_limit: limits.tokens,
    used_percent: usedPercent,
    refused,
  };
}

/** Where nothing was asked yet, the credential that would be used decides. */
export async function isEquivalent(
  { ledger, credential }: ControlContext,
  wasUsed: boolean,
  filter: Parameters<ControlContext['ledger']['sums']['isEquivalent']>[0],
): Promise<boolean> {
  if (wasUsed) return ledger.sums.isEquivalent(filter);
  const { source } = await credential();
  return source !== 'none' && source !== 'ANTHROPIC_API_KEY';
}

import { z } from 'zod';
import { usedPercent } from '../budget/scope.ts';
import { toUsd } from '../prices/cost.ts';
import type { ControlContext } from './context.ts';

/** What all sessions together have used since midnight in UTC, and what they may use. */
export const DayMoney = z
  .object({
    cost_usd: z.number().describe('At list price, without the unpriced calls'),
    tokens: z.number().int().describe('Of all kinds, cached ones too'),
    budget_usd: z.number().nullable().describe('Null when money is not limited by the day'),
    token_limit: z.number().int().nullable(),
    used_percent: z.number().nullable().describe('Of the fuller of both limits; null when there is none'),
  })
  .meta({ id: 'DayMoney' });
export type DayMoney = z.infer<typeof DayMoney>;

export function dayMoneyOf({ budgets }: Pick<ControlContext, 'budgets'>): DayMoney {
  const day = budgets.day();
  const { limits, spent } = day;
  return {
    cost_usd: toUsd(spent.nanoUsd),
    tokens: spent.tokens,
    budget_usd: limits.nanoUsd === null ? null : toUsd(limits.nanoUsd),
    token_limit: limits.tokens,
    used_percent: usedPercent(day),
  };
}

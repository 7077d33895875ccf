import { z } from 'zod';
import { SessionId } from '../ids.ts';

/** How a session stands with its budgets, as the gateway last said. */
export const SessionMoney = z
  .object({
    cost_usd: z.number().describe('At list price, without the unpriced calls'),
    tokens: z.number().int().describe('Of all kinds, cached ones too'),
    unpriced_calls: z.number().int().describe('Answers of models whose price is not known'),
    equivalent: z.boolean().describe('A subscription pays: the cost is the list-price equivalent'),
    budget_usd: z.number().nullable().describe('The limit that holds; null: none'),
    token_limit: z.number().int().nullable().describe('The limit that holds; null: none'),
    used_percent: z
      .number()
      .nullable()
      .describe('Of the fullest budget, that of the day included; null when nothing is limited'),
    level: z.enum(['ok', 'warning', 'reached']).describe('warning from 80 %, reached when calls are refused'),
    reason: z.string().nullable().describe('Why its latest call was refused'),
  })
  .meta({ id: 'SessionMoney', description: 'Cost and budget of a session' });
export type SessionMoney = z.infer<typeof SessionMoney>;

const warningPercent = 80;

export function moneyLevel(usedPercent: number | null, refused: string | null): SessionMoney['level'] {
  if (refused !== null) return 'reached';
  return usedPercent !== null && usedPercent >= warningPercent ? 'warning' : 'ok';
}

/** Of a session that no model call was made for. */
export function noMoney(budgetUsd: number | null, tokenLimit: number | null): SessionMoney {
  return {
    cost_usd: 0,
    tokens: 0,
    unpriced_calls: 0,
    equivalent: false,
    budget_usd: budgetUsd,
    token_limit: tokenLimit,
    used_percent: null,
    level: 'ok',
    reason: null,
  };
}

export const AccountLimit = z
  .object({
    used_percent: z.number(),
    resets_at: z.string().nullable(),
    seen_at: z.string().describe('When the API said so'),
  })
  .meta({ id: 'AccountLimit' });
export type AccountLimit = z.infer<typeof AccountLimit>;

export const AccountLimits = z
  .object({ five_hour: AccountLimit.nullable(), seven_day: AccountLimit.nullable() })
  .meta({ id: 'AccountLimits', description: 'Null what the API has not said, or what has been reset since' });
export type AccountLimits = z.infer<typeof AccountLimits>;

export const DayMoney = z
  .object({
    cost_usd: z.number().describe('At list price, without the unpriced calls'),
    tokens: z.number().int().describe('Of all kinds, cached ones too'),
    budget_usd: z.number().nullable().describe('HERO_CLAUDE_BUDGET_USD_PER_DAY; null: no limit'),
    token_limit: z.number().int().nullable().describe('HERO_CLAUDE_TOKENS_PER_DAY; null: no limit'),
    used_percent: z.number().nullable().describe('Of the fuller of both limits; null when there is none'),
  })
  .meta({ id: 'DayMoney', description: 'What all sessions have used since midnight (UTC), and may use' });
export type DayMoney = z.infer<typeof DayMoney>;

const sums = {
  calls: z.number().int().describe('Answers of the model'),
  input_tokens: z.number().int().describe('Not from a cache'),
  output_tokens: z.number().int(),
  cache_read_tokens: z.number().int(),
  cache_write_tokens: z.number().int(),
  cost_usd: z.number().describe('At list price, without the unpriced calls'),
  unpriced_calls: z.number().int().describe('Answers of models whose price is not known'),
};

export const UsageTotal = z.object(sums).meta({ id: 'UsageTotal' });
export type UsageTotal = z.infer<typeof UsageTotal>;

export const UsageRow = z
  .object({
    key: z.string(),
    label: z.string().optional().describe('The name of the session, while it is known'),
    ...sums,
  })
  .meta({ id: 'UsageRow' });
export type UsageRow = z.infer<typeof UsageRow>;

const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

export const SummaryParams = z.object({
  by: z
    .enum(['session', 'repo', 'model', 'day'])
    .default('session')
    .describe('A session with several repositories is a row of its own'),
  since: Moment.optional().describe('A date, or a time with its zone; a date is its midnight in UTC'),
  until: Moment.optional().describe('The same; not included'),
});
export type SummaryParams = z.infer<typeof SummaryParams>;

export const UsageSummary = z
  .object({
    rows: z.array(UsageRow).describe('The dearest first, days in their order'),
    total: UsageTotal,
    equivalent: z.boolean().describe('A subscription pays: the costs are list-price equivalents'),
    today: DayMoney.nullable().default(null).describe('Null from a gateway of an earlier version'),
    account: AccountLimits.nullable().describe("Of the subscription's limits; null when none are known"),
    price_version: z.string().describe('Of the prices that answers are counted with now'),
  })
  .meta({ id: 'UsageSummary', description: 'What was used, as the gateway counted it' });
export type UsageSummary = z.infer<typeof UsageSummary>;

/** The summary as the gateway makes it, which knows sessions by their id alone. */
export const CountedSummary = UsageSummary.extend({ rows: z.array(UsageRow) });
export type CountedSummary = z.infer<typeof CountedSummary>;

/** What has changed since the gateway was last asked. */
export const MoneyChanges = z.object({
  sessions: z.array(
    SessionMoney.omit({ level: true, reason: true }).extend({
      session_id: SessionId,
      refused: z.string().nullable(),
    }),
  ),
  account: AccountLimits.nullable(),
  next: z.number(),
});
export type MoneyChanges = z.infer<typeof MoneyChanges>;

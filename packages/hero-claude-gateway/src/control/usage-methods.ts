import { z } from 'zod';
import { AccountLimits } from '../ledger/account-limit-table.ts';
import { UsageKey, UsageRow, UsageSums } from '../ledger/usage-sums.ts';
import { toNanoUsd } from '../prices/cost.ts';
import { sessionNotFound } from '../session/session-errors.ts';
import { SessionId } from '../session/session-id.ts';
import { method } from './context.ts';
import { DayMoney, dayMoneyOf } from './day-money.ts';
import { isEquivalent, moneyOf, SessionMoney } from './session-money.ts';

const Used = UsageSums.omit({ calls: true }).extend({
  messages: z.number().int().describe('Answers of the model'),
});
const ModelUsage = Used.extend({ model: z.string() }).meta({ id: 'ModelUsage' });

function usedOf<Sums extends UsageSums>({ calls, ...sums }: Sums) {
  return { messages: calls, ...sums };
}

export const sessionUsage = method({
  name: 'session.usage',
  summary: 'Show the tokens a session has used, and their price',
  description: 'Counted from the answers of the model, once per message, cut ones included.',
  params: z.object({ session_id: SessionId }),
  result: Used.extend({ ...SessionMoney.shape, models: z.array(ModelUsage) }).meta({
    id: 'SessionUsage',
  }),
  errors: [sessionNotFound],
  role: 'viewer',
  handler: async ({ session_id: sessionId }, context) => {
    const { ledger } = context;
    if (!ledger.sessions.has(sessionId)) throw sessionNotFound({ session_id: sessionId });
    const models = ledger.sums
      .by('model', { sessionId })
      .map(({ key, ...sums }) => ({ model: key, ...usedOf(sums) }));
    return { ...usedOf(ledger.sums.total({ sessionId })), ...(await moneyOf(sessionId, context)), models };
  },
});

export const sessionLimit = method({
  name: 'session.limit',
  summary: 'Say how much a session may use',
  description:
    'Holds from its next model call on, and is remembered for good, whether the session is open or not. Null takes back a limit of its own; what the configuration gives every session then holds again.',
  params: z.object({
    session_id: SessionId,
    budget_usd: z.number().min(0).max(1_000_000).nullable(),
    token_limit: z.number().int().min(0).nullable(),
  }),
  result: SessionMoney,
  role: 'admin',
  handler: async ({ session_id, budget_usd, token_limit }, context) => {
    const nanoUsd = budget_usd === null ? null : toNanoUsd(budget_usd);
    context.budgets.setLimits(session_id, { nanoUsd, tokens: token_limit });
    return moneyOf(session_id, context);
  },
});

export const usageSummary = method({
  name: 'usage.summary',
  summary: 'Sum up what was used, by session, model or day',
  params: z.object({
    by: UsageKey,
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional().describe('Not included'),
  }),
  result: z
    .object({
      rows: z.array(UsageRow),
      total: UsageSums,
      equivalent: z.boolean(),
      today: DayMoney,
      account: AccountLimits.nullable(),
      price_version: z.string().describe('Of the prices that new messages are counted with'),
    })
    .meta({ id: 'UsageSummary' }),
  role: 'viewer',
  handler: async ({ by, since, until }, context) => {
    const { ledger, prices, credential } = context;
    const filter = { since, until };
    const total = ledger.sums.total(filter);
    return {
      rows: ledger.sums.by(by, filter),
      total,
      equivalent: await isEquivalent(context, total.calls > 0, filter),
      today: dayMoneyOf(context),
      account: ledger.accountLimits((await credential()).source),
      price_version: prices.version,
    };
  },
});

export const usageChanges = method({
  name: 'usage.changes',
  summary: 'Wait for a session to use more, or to be refused',
  description: 'Answers at once when something has changed since `after`, else with nothing after `wait_ms`.',
  params: z.object({
    after: z.number().int().min(0).default(0).describe('`next` of the answer before'),
    wait_ms: z.number().int().min(0).max(60_000).default(0),
  }),
  result: z.object({
    sessions: z.array(SessionMoney),
    account: AccountLimits.nullable(),
    next: z.number().int(),
  }),
  role: 'viewer',
  handler: async ({ after, wait_ms }, context, { signal }) => {
    const { budgets, ledger, credential } = context;
    if (budgets.changedSince(after).sessionIds.length === 0) {
      await budgets.nextChange(AbortSignal.any([signal, AbortSignal.timeout(wait_ms)]));
    }
    const { sessionIds, next } = budgets.changedSince(after);
    return {
      sessions: await Promise.all(sessionIds.map((sessionId) => moneyOf(sessionId, context))),
      account: ledger.accountLimits((await credential()).source),
      next,
    };
  },
});

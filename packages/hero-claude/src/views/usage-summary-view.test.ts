import pc from 'picocolors';
import { expect, it } from 'vitest';
import { usageSummaryView } from './usage-summary-view.ts';

const plain = pc.createColors(false);
const one = {
  calls: 12,
  input_tokens: 1_234,
  output_tokens: 56_789,
  cache_read_tokens: 4_200_000,
  cache_write_tokens: 0,
  cost_usd: 1.239,
  unpriced_calls: 0,
};
const summary = {
  rows: [
    { key: 'a1b2c3d4', label: 'Mend the login of the shop, at last', ...one },
    { key: 'ffffffff', ...one, calls: 1, cost_usd: 0, unpriced_calls: 1 },
  ],
  total: { ...one, calls: 13, unpriced_calls: 1 },
  equivalent: true,
  today: { cost_usd: 8, tokens: 90_000, budget_usd: 10, token_limit: null, used_percent: 80 },
  account: {
    five_hour: {
      used_percent: 92.5,
      resets_at: new Date(Date.now() + 7_200_000).toISOString(),
      seen_at: new Date(Date.now() - 300_000).toISOString(),
    },
    seven_day: null,
  },
  price_version: '2026-11-21',
};

it('shows a row to each, numbers to the right, and says what the figures are', () => {
  expect(usageSummaryView(summary, plain, { params: {} }).split('\n')).toEqual([
    'session                         calls  input  output  cached  written     cost',
    'a1b2c3d4  Mend the login of t…     12   1.2k     57k    4.2M        0    $1.24',
    'ffffffff                            1   1.2k     57k    4.2M        0      ? *',
    'total                              13   1.2k     57k    4.2M        0  $1.24 *',
    'costs are list-price equivalents: a subscription pays',
    '* without 1 call whose price is not known; ~/hero/cfg/hero_claude/prices.json can name it',
    'today: 80 % of $10.00 used by all sessions',
    '5 h: 92.5 % of the subscription used, resets in 2h (seen 5m ago)',
    'prices of 2026-11-21',
  ]);
});

it('says when there is nothing', () => {
  const none = {
    ...summary,
    rows: [],
    total: { ...one, unpriced_calls: 0 },
    equivalent: false,
    today: null,
    account: null,
  };
  expect(usageSummaryView(none, plain, { params: { by: 'day' } })).toBe(
    'nothing was used\nprices of 2026-11-21',
  );
});

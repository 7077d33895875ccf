import type { AccountLimit, DayMoney, Methods, UsageRow, UsageTotal } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { money, tokenCount } from '../conversation/turn-words.ts';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { count, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

type Summary = Methods['usage.summary']['result'];

const longestLabel = 20;

function nameOf({ key, label }: UsageRow): string {
  const text = visibleLine(label ?? '');
  const short = text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
  return [visibleLine(key), short].filter((word) => word !== '').join('  ');
}

function cells(name: string, row: UsageTotal): string[] {
  const tokens = [row.input_tokens, row.output_tokens, row.cache_read_tokens, row.cache_write_tokens];
  const cost = row.unpriced_calls > 0 && row.cost_usd === 0 ? '?' : money(row.cost_usd);
  return [name, String(row.calls), ...tokens.map(tokenCount), row.unpriced_calls > 0 ? `${cost} *` : cost];
}

function accountLine(window: string, limit: AccountLimit | null, style: Style): string[] {
  if (limit === null) return [];
  const { used_percent: used, resets_at: resets, seen_at: seen } = limit;
  const reset = resets === null ? '' : `, resets ${relative(resets)}`;
  const text = `${window}: ${used} % of the subscription used${reset}`;
  return [`${used >= 80 ? style.yellow(text) : text} ${style.dim(`(seen ${relative(seen)})`)}`];
}

function todayLine(today: DayMoney | null, style: Style): string[] {
  if (today?.used_percent == null) return [];
  const { used_percent: used, budget_usd: budget, token_limit: tokens } = today;
  const limits = [
    ...(budget === null ? [] : [money(budget)]),
    ...(tokens === null ? [] : [`${tokenCount(tokens)} tokens`]),
  ];
  const text = `today: ${used} % of ${limits.join(' and ')} used by all sessions`;
  return [used >= 80 ? style.yellow(text) : text];
}

function notes(
  { total, equivalent, today, account, price_version: version }: Summary,
  style: Style,
): string[] {
  const unpriced = count(total.unpriced_calls, 'call');
  return [
    ...(equivalent ? ['costs are list-price equivalents: a subscription pays'] : []),
    ...(total.unpriced_calls > 0
      ? [`* without ${unpriced} whose price is not known; ~/hero/cfg/hero_claude/prices.json can name it`]
      : []),
    ...todayLine(today, style),
    ...accountLine('5 h', account?.five_hour ?? null, style),
    ...accountLine('7 d', account?.seven_day ?? null, style),
    style.dim(`prices of ${visibleLine(version)}`),
  ];
}

/** What was used, a row to each, and what there is to say about it. */
export function usageSummaryView(
  summary: Summary,
  style: Style,
  { params }: Pick<MethodCall, 'params'>,
): string {
  const { rows, total } = summary;
  const by = typeof params['by'] === 'string' ? params['by'] : 'session';
  const header = [by, 'calls', 'input', 'output', 'cached', 'written', 'cost'];
  const all = [...rows.map((row) => cells(nameOf(row), row)), cells(style.bold('total'), total)];
  const shown =
    rows.length === 0 ? style.dim('nothing was used') : table(header, all, style, (column) => column > 0);
  return [shown, ...notes(summary, style)].join('\n');
}

import { z } from 'zod';
import { toUsd } from '../prices/cost.ts';
import type { Database } from './database.ts';

/** Tokens by kind, and what they cost. `cache_write_tokens` includes those kept for an hour. */
export const UsageSums = z.object({
  calls: z.number().int().describe('Messages of the model'),
  input_tokens: z.number().int().describe('Not from a cache'),
  output_tokens: z.number().int(),
  cache_read_tokens: z.number().int(),
  cache_write_tokens: z.number().int(),
  cache_write_hour_tokens: z.number().int().describe('Of cache_write_tokens, those kept for an hour'),
  web_searches: z.number().int(),
  cost_usd: z.number().describe('At list price, without the unpriced calls'),
  unpriced_calls: z.number().int().describe('Messages of models whose price is not known'),
});
export type UsageSums = z.infer<typeof UsageSums>;

export const UsageRow = UsageSums.extend({ key: z.string() }).meta({ id: 'UsageRow' });
export type UsageRow = z.infer<typeof UsageRow>;

export const UsageKey = z.enum(['session', 'model', 'day']).describe('Days are those of UTC');
export type UsageKey = z.infer<typeof UsageKey>;

export interface UsageFilter {
  sessionId?: string | undefined;
  /** ISO 8601; the beginning is in, the end is not. */
  since?: string | undefined;
  until?: string | undefined;
}

const keyColumns: Record<UsageKey, string> = {
  session: 'session_id',
  model: 'model',
  day: 'substr(at, 1, 10)',
};

const sums = `count(*) AS calls, total(input_tokens) AS input_tokens, total(output_tokens) AS output_tokens,
  total(cache_read_tokens) AS cache_read_tokens, total(cache_write_tokens) AS cache_write_tokens,
  total(cache_write_hour_tokens) AS cache_write_hour_tokens, total(web_searches) AS web_searches,
  coalesce(sum(cost_nano_usd), 0) AS nano_usd, count(*) - count(cost_nano_usd) AS unpriced_calls`;

const Summed = UsageSums.omit({ cost_usd: true }).extend({ nano_usd: z.number() });

/** The sums of what was counted, made when they are asked for. */
export class UsageSumsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  total(filter: UsageFilter = {}): UsageSums {
    const { where, params } = conditionOf(filter);
    const [row] = this.#db.all(`SELECT ${sums} FROM message_usage WHERE ${where}`, ...params);
    return UsageSums.parse(priced(Summed.parse(row)));
  }

  by(key: UsageKey, filter: UsageFilter = {}): UsageRow[] {
    const { where, params } = conditionOf(filter);
    const rows = this.#db.all(
      `SELECT ${keyColumns[key]} AS key, ${sums} FROM message_usage WHERE ${where} GROUP BY 1 ORDER BY 1`,
      ...params,
    );
    return rows.map((row) => UsageRow.parse(priced(Summed.extend({ key: z.string() }).parse(row))));
  }

  /** Whether anything of it was asked with a login, and so is not billed by the token. */
  isEquivalent(filter: UsageFilter = {}): boolean {
    const { where, params } = conditionOf(filter);
    const found = this.#db.all(
      `SELECT 1 FROM message_usage WHERE ${where} AND credential_source NOT IN ('', 'ANTHROPIC_API_KEY') LIMIT 1`,
      ...params,
    );
    return found.length > 0;
  }
}

/** Only what is asked for, so that the indexes are used. */
function conditionOf({ sessionId, since, until }: UsageFilter): { where: string; params: string[] } {
  const conditions = Object.entries({ 'session_id = ?': sessionId, 'at >= ?': since, 'at < ?': until });
  const given = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    where: ['true', ...given.map(({ sql }) => sql)].join(' AND '),
    params: given.map(({ value }) => value),
  };
}

function priced<Row extends { nano_usd: number }>({ nano_usd: nanoUsd, ...row }: Row) {
  return { ...row, cost_usd: toUsd(nanoUsd) };
}

/** Tokens of all kinds. */
export function tokensIn(sums: UsageSums): number {
  return sums.input_tokens + sums.output_tokens + sums.cache_read_tokens + sums.cache_write_tokens;
}

import { z } from 'zod';
import { type MessageUsage, tokensOf } from '../model/usage.ts';
import { costOf, type NanoUsd } from '../prices/cost.ts';
import type { PriceTable } from '../prices/price-table.ts';
import type { Database } from './database.ts';

/** What one more look at a message added to its session. */
export interface UsageGrowth {
  nanoUsd: NanoUsd;
  /** Of all kinds, cached ones too. */
  tokens: number;
  /** Messages whose price is not known. */
  unpriced: number;
}

const Row = z
  .object({
    message_id: z.string(),
    model: z.string(),
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_read_tokens: z.number(),
    cache_write_tokens: z.number(),
    cache_write_hour_tokens: z.number(),
    web_searches: z.number(),
    speed: z.string(),
    geo: z.string(),
    cost_nano_usd: z.number().nullable(),
  })
  .transform((row) => ({
    messageId: row.message_id,
    model: row.model,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    cacheWriteHourTokens: row.cache_write_hour_tokens,
    webSearches: row.web_searches,
    speed: row.speed,
    geo: row.geo,
    nanoUsd: row.cost_nano_usd,
  }));
type Stored = z.infer<typeof Row>;

const counts = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'cacheWriteHourTokens',
  'webSearches',
] as const satisfies readonly (keyof MessageUsage)[];

const columns = `message_id, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
  cache_write_hour_tokens, web_searches, speed, geo, cost_nano_usd`;

/** What the messages of each session used, once per message id, priced when they are counted. */
export class UsageTable {
  readonly #db: Database;
  readonly #prices: PriceTable;

  constructor(db: Database, prices: PriceTable) {
    this.#db = db;
    this.#prices = prices;
  }

  /** A message's figures only grow: those of a cut repeat do not replace the whole ones. */
  record(sessionId: string, usage: MessageUsage, credentialSource: string, at: string): UsageGrowth {
    const before = this.#find(sessionId, usage.messageId);
    const now = before === undefined ? usage : larger(before, usage);
    const nanoUsd = costOf(this.#prices, now) ?? null;
    if (before === undefined) this.#insert(sessionId, now, credentialSource, nanoUsd, at);
    else this.#update(sessionId, now, nanoUsd);
    return {
      nanoUsd: (nanoUsd ?? 0) - (before?.nanoUsd ?? 0),
      tokens: tokensOf(now) - (before === undefined ? 0 : tokensOf(before)),
      unpriced: Number(nanoUsd === null) - Number(before?.nanoUsd === null),
    };
  }

  /** Prices what could not be priced when it was counted. */
  priceUnpriced(): void {
    const rows = this.#db.all(
      `SELECT session_id, ${columns} FROM message_usage WHERE cost_nano_usd IS NULL
       AND model IN (SELECT value FROM json_each(?))`,
      JSON.stringify(this.#priceableModels()),
    );
    this.#db.transaction(() => {
      for (const row of rows) {
        const { session_id } = z.object({ session_id: z.string() }).parse(row);
        const usage = Row.parse(row);
        this.#update(session_id, usage, costOf(this.#prices, usage) ?? null);
      }
    });
  }

  #priceableModels(): string[] {
    const rows = this.#db.all('SELECT DISTINCT model FROM message_usage WHERE cost_nano_usd IS NULL');
    return rows
      .map((row) => z.object({ model: z.string() }).parse(row).model)
      .filter((model) => costOf(this.#prices, emptyUsage(model)) !== undefined);
  }

  #find(sessionId: string, messageId: string): Stored | undefined {
    const [row] = this.#db.all(
      `SELECT ${columns} FROM message_usage WHERE session_id = ? AND message_id = ?`,
      sessionId,
      messageId,
    );
    return row === undefined ? undefined : Row.parse(row);
  }

  #insert(
    sessionId: string,
    usage: MessageUsage,
    credentialSource: string,
    nanoUsd: NanoUsd | null,
    at: string,
  ): void {
    this.#db.run(
      `INSERT INTO message_usage (session_id, ${columns}, at, credential_source, price_version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sessionId,
      usage.messageId,
      usage.model,
      ...counts.map((key) => usage[key]),
      usage.speed,
      usage.geo,
      nanoUsd,
      at,
      credentialSource,
      nanoUsd === null ? null : this.#prices.version,
    );
  }

  #update(sessionId: string, usage: MessageUsage, nanoUsd: NanoUsd | null): void {
    this.#db.run(
      `UPDATE message_usage SET input_tokens = ?, output_tokens = ?, cache_read_tokens = ?, cache_write_tokens = ?,
         cache_write_hour_tokens = ?, web_searches = ?, speed = ?, geo = ?, cost_nano_usd = ?, price_version = ?
       WHERE session_id = ? AND message_id = ?`,
      ...counts.map((key) => usage[key]),
      usage.speed,
      usage.geo,
      nanoUsd,
      nanoUsd === null ? null : this.#prices.version,
      sessionId,
      usage.messageId,
    );
  }
}

function larger(before: Stored, usage: MessageUsage): MessageUsage {
  const grown = Object.fromEntries(counts.map((key) => [key, Math.max(before[key], usage[key])]));
  return { ...before, ...grown, speed: usage.speed, geo: usage.geo };
}

function emptyUsage(model: string) {
  const none = Object.fromEntries(counts.map((key) => [key, 0])) as Record<(typeof counts)[number], number>;
  return { ...none, model, speed: 'standard', geo: '' };
}

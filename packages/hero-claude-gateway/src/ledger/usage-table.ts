import { z } from 'zod';
import type { MessageUsage } from '../model/usage.ts';
import type { Database } from './database.ts';

/** Tokens by kind. `cache_write_tokens` includes those kept for an hour. */
export const TokenSums = z.object({
  messages: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cache_read_tokens: z.number().int(),
  cache_write_tokens: z.number().int(),
  cache_write_hour_tokens: z.number().int().describe('Of cache_write_tokens, those kept for an hour'),
  web_searches: z.number().int(),
});
export type TokenSums = z.infer<typeof TokenSums>;

export const ModelUsage = TokenSums.extend({ model: z.string() }).meta({ id: 'ModelUsage' });
export type ModelUsage = z.infer<typeof ModelUsage>;

/** What the messages of each session cost, once per message id. */
export class UsageTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A message's figures only grow: those of a cut repeat do not replace the whole ones. */
  record(sessionId: string, usage: MessageUsage, at: string): void {
    this.#db.run(
      `INSERT INTO message_usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session_id, message_id) DO UPDATE SET
         input_tokens = max(input_tokens, excluded.input_tokens),
         output_tokens = max(output_tokens, excluded.output_tokens),
         cache_read_tokens = max(cache_read_tokens, excluded.cache_read_tokens),
         cache_write_tokens = max(cache_write_tokens, excluded.cache_write_tokens),
         cache_write_hour_tokens = max(cache_write_hour_tokens, excluded.cache_write_hour_tokens),
         web_searches = max(web_searches, excluded.web_searches)`,
      sessionId,
      usage.messageId,
      at,
      usage.model,
      usage.inputTokens,
      usage.outputTokens,
      usage.cacheReadTokens,
      usage.cacheWriteTokens,
      usage.cacheWriteHourTokens,
      usage.webSearches,
    );
  }

  byModel(sessionId: string): ModelUsage[] {
    const rows = this.#db.all(
      `SELECT model, count(*) AS messages, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
         sum(cache_read_tokens) AS cache_read_tokens, sum(cache_write_tokens) AS cache_write_tokens,
         sum(cache_write_hour_tokens) AS cache_write_hour_tokens, sum(web_searches) AS web_searches
       FROM message_usage WHERE session_id = ? GROUP BY model ORDER BY model`,
      sessionId,
    );
    return rows.map((row) => ModelUsage.parse(row));
  }
}

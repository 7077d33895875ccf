import { z } from 'zod';
import type { Database } from './database.ts';

/** The latest rate-limit headers the API sent with a credential, in its own words. */
export const RateLimits = z
  .object({ at: z.string(), headers: z.record(z.string(), z.string()) })
  .meta({ id: 'RateLimits' });
export type RateLimits = z.infer<typeof RateLimits>;

const Row = z.object({ at: z.string(), headers: z.string() });

export class RateLimitTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put(credentialSource: string, headers: Record<string, string>, at: string): void {
    this.#db.run(
      'INSERT OR REPLACE INTO rate_limits (credential_source, at, headers) VALUES (?, ?, ?)',
      credentialSource,
      at,
      JSON.stringify(headers),
    );
  }

  get(credentialSource: string): RateLimits | undefined {
    const [found] = this.#db.all(
      'SELECT at, headers FROM rate_limits WHERE credential_source = ?',
      credentialSource,
    );
    if (found === undefined) return undefined;
    const row = Row.parse(found);
    return RateLimits.parse({ at: row.at, headers: JSON.parse(row.headers) });
  }
}

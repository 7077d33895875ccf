import { z } from 'zod';
import type { Database } from './database.ts';

/** How much of a limit of the account is used up. */
export const AccountLimit = z
  .object({
    used_percent: z.number(),
    resets_at: z.string().nullable(),
    seen_at: z.string().describe('When the API said so'),
  })
  .meta({ id: 'AccountLimit' });
export type AccountLimit = z.infer<typeof AccountLimit>;

export const AccountLimits = z
  .object({
    five_hour: AccountLimit.nullable(),
    seven_day: AccountLimit.nullable(),
  })
  .meta({ id: 'AccountLimits', description: 'Null what the API has not said, or what has been reset since' });
export type AccountLimits = z.infer<typeof AccountLimits>;

export type AccountLimitName = keyof AccountLimits;

/** A limit as it was read somewhere. */
export interface SeenLimit {
  name: AccountLimitName;
  usedPercent: number;
  resetsAt: string | null;
}

const Row = AccountLimit.extend({ name: z.string() });

/** The latest word on each limit, by credential: accounts do not mix. */
export class AccountLimitTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put(credentialSource: string, limits: readonly SeenLimit[], at: string): void {
    for (const { name, usedPercent, resetsAt } of limits) {
      this.#db.run(
        `INSERT OR REPLACE INTO account_limits (credential_source, name, used_percent, resets_at, seen_at)
         VALUES (?, ?, ?, ?, ?)`,
        credentialSource,
        name,
        usedPercent,
        resetsAt,
        at,
      );
    }
  }

  /** Null when nothing is known of the account. */
  get(credentialSource: string, now = new Date().toISOString()): AccountLimits | null {
    const rows = this.#db
      .all(
        `SELECT name, used_percent, resets_at, seen_at FROM account_limits
         WHERE credential_source = ? AND coalesce(resets_at, '~') > ?`,
        credentialSource,
        now,
      )
      .map((row) => Row.parse(row));
    const limit = (wanted: AccountLimitName): AccountLimit | null => {
      const row = rows.find(({ name }) => name === wanted);
      return row === undefined ? null : AccountLimit.parse(row);
    };
    return rows.length === 0 ? null : { five_hour: limit('five_hour'), seven_day: limit('seven_day') };
  }
}

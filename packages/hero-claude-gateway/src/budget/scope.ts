import type { Limits } from '../ledger/limit-table.ts';
import { toUsd } from '../prices/cost.ts';

/** An amount of both things that can be limited. */
export interface Amount {
  nanoUsd: number;
  tokens: number;
}

/** What one budget holds: that of a session, or that of a day. */
export interface Scope {
  limits: Limits;
  /** Counted from answers. */
  spent: Amount;
  /** Held back for calls in flight, without what has been counted of them. */
  reserved: Amount;
}

export function isLimited({ limits }: Scope): boolean {
  return limits.nanoUsd !== null || limits.tokens !== null;
}

/**
 * Whether another call may begin: `room` as long as anything is neither spent nor reserved, so that the last of
 * a budget can be used, and overshot by one reservation at most; `held` when calls in flight hold the rest back.
 */
export function roomIn({ limits, spent, reserved }: Scope): 'room' | 'held' | 'spent' {
  const rooms = (['nanoUsd', 'tokens'] as const).map((unit) => {
    const limit = limits[unit];
    if (limit === null || spent[unit] + reserved[unit] < limit) return 'room';
    return spent[unit] >= limit ? 'spent' : 'held';
  });
  return rooms.includes('spent') ? 'spent' : rooms.includes('held') ? 'held' : 'room';
}

/** The share of the fuller of both limits that is spent, in percent; null without limits. */
export function usedPercent({ limits, spent }: Scope): number | null {
  const shares = (['nanoUsd', 'tokens'] as const).flatMap((unit) => {
    const limit = limits[unit];
    return limit === null ? [] : [limit === 0 ? 100 : (spent[unit] / limit) * 100];
  });
  return shares.length === 0 ? null : Math.round(Math.max(...shares) * 10) / 10;
}

/** What is spent of what, for a person. */
export function spentText({ limits, spent }: Scope): string {
  const money = limits.nanoUsd !== null && spent.nanoUsd >= limits.nanoUsd;
  return money || limits.tokens === null
    ? `$${toUsd(spent.nanoUsd).toFixed(2)} of $${toUsd(limits.nanoUsd ?? 0).toFixed(2)} is used`
    : `${spent.tokens.toLocaleString('en')} of ${limits.tokens.toLocaleString('en')} tokens are used`;
}

export function add(to: Amount, amount: Amount): void {
  to.nanoUsd += amount.nanoUsd;
  to.tokens += amount.tokens;
}

/** Takes away at most what is there. */
export function takeFrom(from: Amount, amount: Amount): void {
  from.nanoUsd = Math.max(0, from.nanoUsd - amount.nanoUsd);
  from.tokens = Math.max(0, from.tokens - amount.tokens);
}

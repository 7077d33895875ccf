import type { AccountLimit, AccountLimits } from '../../domain/money/money.ts';
import type { Check } from '../../domain/server.ts';

const warningPercent = 80;

/** How much of the subscription is used, as far as it is known. */
export function accountChecks(account: AccountLimits | null): Check[] {
  const limits = [
    { window: '5 h', limit: account?.five_hour },
    { window: '7 d', limit: account?.seven_day },
  ].filter((each): each is { window: string; limit: AccountLimit } => (each.limit ?? null) !== null);
  if (limits.length === 0) return [];
  const fullest = Math.max(...limits.map(({ limit }) => limit.used_percent));
  const message = limits
    .map(({ window, limit: { used_percent, resets_at } }) => {
      const reset = resets_at === null ? '' : ` until ${resets_at}`;
      return `${window}: ${used_percent} % used${reset}`;
    })
    .join(', ');
  return [{ name: 'account', status: fullest >= warningPercent ? 'warn' : 'ok', message }];
}

import type { AccountLimitName, SeenLimit } from '../ledger/account-limit-table.ts';

const windows: readonly [AccountLimitName, string][] = [
  ['five_hour', '5h'],
  ['seven_day', '7d'],
];

/** A reset further away is nobody's. */
const farthestResetMs = 366 * 86_400_000;

/** The limits of a subscription, as the API sends them with every answer. */
export function limitsFromHeaders(headers: Readonly<Record<string, string>>, now = Date.now()): SeenLimit[] {
  return windows.flatMap(([name, short]) => {
    const used = numberIn(headers[`anthropic-ratelimit-unified-${short}-utilization`]);
    if (used === undefined) return [];
    const reset = numberIn(headers[`anthropic-ratelimit-unified-${short}-reset`]);
    const resetsAtMs = (reset ?? 0) * 1_000;
    const known = resetsAtMs > 0 && resetsAtMs < now + farthestResetMs;
    const resetsAt = known ? new Date(resetsAtMs).toISOString() : null;
    return [{ name, usedPercent: Math.round(used * 10_000) / 100, resetsAt }];
  });
}

function numberIn(text: string | undefined): number | undefined {
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

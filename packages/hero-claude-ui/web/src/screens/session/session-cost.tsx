import type { Session } from 'hero-claude-sdk';
import { Badge } from '../../ui/badge.tsx';
import { dollars, short } from '../../ui/numbers.ts';
import { visibleText } from './safe/visible-text.ts';

const tones = { ok: 'plain', warning: 'warn', reached: 'bad' } as const;

/** What the session has cost, and how much of its budget that is. */
export function SessionCost({ session: { money } }: { session: Session }) {
  const { cost_usd, tokens, unpriced_calls, equivalent, used_percent, level, reason } = money;
  if (tokens === 0) return null;
  const words = [
    `${short(tokens)} tokens at list price`,
    equivalent && 'paid by the subscription',
    unpriced_calls > 0 && `${unpriced_calls} calls without a known price`,
    reason !== null && visibleText(reason),
  ].filter((word) => word !== false);
  return (
    <Badge tone={tones[level]} title={words.join('; ')}>
      {dollars(cost_usd)}
      {used_percent !== null && ` · ${Math.round(used_percent)} % of budget`}
    </Badge>
  );
}

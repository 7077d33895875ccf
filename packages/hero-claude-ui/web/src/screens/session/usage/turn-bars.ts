import type { Turn } from 'hero-claude-sdk';
import type { Bar } from './bar-chart.tsx';

/** More bars than this are no chart any more. */
const mostBars = 120;

/** Tokens of the latest turns, by what they were. */
export function tokenBars(turns: readonly Turn[]): Bar[] {
  return turns.slice(-mostBars).map(({ turn, tokens }) => ({
    label: `Turn ${turn}`,
    parts: [
      { label: 'output', value: tokens?.output_tokens ?? 0, look: 'first' },
      { label: 'input', value: tokens?.input_tokens ?? 0, look: 'second' },
      { label: 'written to the cache', value: tokens?.cache_write_tokens ?? 0, look: 'fourth' },
      { label: 'read from the cache', value: tokens?.cache_read_tokens ?? 0, look: 'third' },
    ],
  }));
}

/** What the latest turns cost, as the agent says. */
export function costBars(turns: readonly Turn[]): Bar[] {
  return turns.slice(-mostBars).map(({ turn, cost_usd }) => ({
    label: `Turn ${turn}`,
    parts: [{ label: 'cost', value: cost_usd ?? 0, look: 'first' }],
  }));
}

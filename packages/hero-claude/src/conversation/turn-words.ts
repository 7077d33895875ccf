import type { Turn } from 'hero-claude-sdk';
import { count, span } from '../output/units.ts';

const steps: readonly [limit: number, unit: string][] = [
  [1_000_000_000, 'G'],
  [1_000_000, 'M'],
  [1000, 'k'],
];

/** A number of tokens in three digits: 950, 1.2k, 34k, 5.6M. */
export function tokenCount(tokens: number): string {
  for (const [size, unit] of steps) {
    if (tokens >= size) return `${(tokens / size).toFixed(tokens / size < 10 ? 1 : 0)}${unit}`;
  }
  return String(tokens);
}

/** Money at list price: cents as soon as there are any. */
export function money(usd: number): string {
  return usd > 0 && usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

function time(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)}s` : span(ms);
}

const stateWords: Record<Turn['state'], string> = {
  running: 'goes on',
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
  cut: 'cut: the agent ended before it was over',
};

/** How a turn ended and what it took: `turn 3 done  42s, $0.31, 12k in, 850 out, 8 calls, 2 files`. */
export function turnWords(turn: Turn): { text: string; facts: string } {
  const { tokens, cost_usd: cost, duration_ms: ms } = turn;
  const calls = turn.tools.reduce((sum, tool) => sum + tool.calls, 0);
  const facts = [
    ms === null ? undefined : time(ms),
    cost === null ? undefined : money(cost),
    tokens === null
      ? undefined
      : `${tokenCount(tokens.input_tokens + tokens.cache_read_tokens + tokens.cache_write_tokens)} in, ${tokenCount(tokens.output_tokens)} out`,
    calls === 0 ? undefined : count(calls, 'call'),
    turn.files.length === 0 ? undefined : count(turn.files.length, 'file'),
  ].filter((fact) => fact !== undefined);
  return { text: `turn ${turn.turn} ${stateWords[turn.state]}`, facts: facts.join(', ') };
}

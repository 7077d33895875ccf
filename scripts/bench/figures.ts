import type { Goal, Row } from './benchmark.ts';

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle];
  if (high === undefined) throw new Error('nothing was measured');
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}

/** A row boiled down to what the table shows. */
export interface Figures {
  name: string;
  unit: Row['unit'];
  ours: number;
  bare: number | null;
  /** The median of the rounds' ratios: both sides of a round ran under the same load of the machine. */
  ratio: number | null;
  goal: string | null;
  met: boolean | null;
}

export function figuresOf({ name, unit, ours, bare, goal }: Row): Figures {
  const ratios = bare.flatMap((value, round) => {
    const mine = ours[round];
    return mine === undefined ? [] : [mine / value];
  });
  const ratio = ratios.length === 0 ? null : median(ratios);
  const middle = median(ours);
  return {
    name,
    unit,
    ours: middle,
    bare: bare.length === 0 ? null : median(bare),
    ratio,
    goal: goal === undefined ? null : textOf(goal, unit),
    met: goal === undefined ? null : isMet(goal, middle, ratio),
  };
}

function textOf(goal: Goal, unit: Row['unit']): string {
  if ('ratioAtMost' in goal) return `≤ ${goal.ratioAtMost}×`;
  if ('ratioAtLeast' in goal) return `≥ ${goal.ratioAtLeast}×`;
  return `≤ ${goal.atMost} ${unit}`;
}

function isMet(goal: Goal, ours: number, ratio: number | null): boolean {
  if ('atMost' in goal) return ours <= goal.atMost;
  if (ratio === null) throw new Error('a goal for a ratio needs something to compare with');
  return 'ratioAtMost' in goal ? ratio <= goal.ratioAtMost : ratio >= goal.ratioAtLeast;
}

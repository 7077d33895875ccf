import type { JsonObject } from '../agent/agent-line.ts';
import type { TurnTokens } from './turn.ts';
import { type Cumulative, cumulativeOf, usageOf, usedBetween } from './turn-summary.ts';

/** The first and the last `result` of one process of the agent. */
export interface ProcessResults {
  generation: number;
  first: JsonObject;
  last: JsonObject;
}

/** What one process has counted: from where it began, to its last result. */
export interface ProcessCounts {
  /** What it took over from an earlier process; null when it began at nothing. */
  carried: Cumulative | null;
  last: Cumulative;
}

/**
 * A process that resumes a conversation counts on from where the last one stood that could write its counts down; one
 * that was killed could not, and nothing tells which it was. A first turn cannot have used less than its own usage
 * says, so the highest earlier count that leaves it that much is the one taken over.
 *
 * @param processes in the order they ran
 */
export function countsOf(processes: readonly ProcessResults[]): Map<number, ProcessCounts> {
  const counts = new Map<number, ProcessCounts>();
  for (const { generation, first, last } of processes) {
    const earlier = [...counts.values()].map((each) => each.last);
    const carried =
      earlier
        .filter((count) => leavesEnough(count, first))
        .toSorted(byCost)
        .at(-1) ?? null;
    counts.set(generation, { carried, last: cumulativeOf(last) });
  }
  return counts;
}

/** What each process has used by itself, added up. */
export function costOf(counts: ReadonlyMap<number, ProcessCounts>): number {
  return [...counts.values()].reduce((sum, { carried, last }) => sum + usedBetween(carried, last).costUsd, 0);
}

const byCost = (a: Cumulative, b: Cumulative): number => a.costUsd - b.costUsd;

function leavesEnough(count: Cumulative, first: JsonObject): boolean {
  const total = cumulativeOf(first);
  const used = usageOf(first);
  const keys = Object.keys(used) as (keyof TurnTokens)[];
  return (
    total.costUsd >= count.costUsd && keys.every((key) => total.tokens[key] - count.tokens[key] >= used[key])
  );
}

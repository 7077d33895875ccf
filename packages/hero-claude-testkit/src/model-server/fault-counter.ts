import { createHash } from 'node:crypto';
import type { FoundScript } from './find-script.ts';
import { type FaultStep, faultTimes } from './script-step.ts';

/**
 * The only state of the model server: how often a fault of a script was already served. The key is
 * the script, its place in the conversation and the conversation (session and sub-agent).
 */
export class FaultCounter {
  readonly #served = new Map<string, number>();

  /** The first fault that still has to be served, counted as served. */
  take(
    faults: { index: number; step: FaultStep }[],
    found: FoundScript,
    conversation: string,
  ): { index: number; step: FaultStep } | undefined {
    const script = createHash('sha256').update(found.source).digest('hex');
    for (const fault of faults) {
      const key = [conversation, script, found.position, fault.index].join(' ');
      const served = this.#served.get(key) ?? 0;
      if (served >= faultTimes(fault.step)) continue;
      this.#served.set(key, served + 1);
      return fault;
    }
    return undefined;
  }
}

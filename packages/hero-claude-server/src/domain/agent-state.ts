import type { AgentState } from './agent.ts';
import type { AgentFacts } from './agent-facts.ts';

/** How long each silence may last before the agent counts as stuck. */
export interface StuckLimits {
  firstByteMs: number;
  silenceMs: number;
  resultToIdleMs: number;
}

export const defaultStuckLimits: StuckLimits = {
  firstByteMs: 90_000,
  silenceMs: 300_000,
  resultToIdleMs: 30_000,
};

/** What a person sees of the agent now. A question that waits for a person outranks everything but the end. */
export function agentState(
  facts: AgentFacts,
  now: number,
  limits: StuckLimits = defaultStuckLimits,
): AgentState {
  if (facts.phase === 'exited')
    return { state: 'exited', since: iso(facts.since), exit_code: facts.exitCode };
  const waiting = Object.entries(facts.open).filter(([, { subtype }]) => subtype === 'can_use_tool');
  if (waiting.length > 0) {
    const [, first] = waiting[0] ?? [];
    return {
      state: 'waiting',
      since: iso(first?.at ?? facts.since),
      detail: namesOfTools(waiting.map(([, { toolName }]) => toolName ?? 'a question')),
      waiting_for: waiting.map(([id]) => id),
    };
  }
  const { retry, quota } = facts;
  if (retry && facts.phase === 'working')
    return {
      state: 'retrying',
      since: iso(retry.since),
      detail: `${retry.status ?? 'no answer'} ${retry.error}, attempt ${retry.attempt} of ${retry.maxRetries}`,
      attempt: retry.attempt,
      until: iso(retry.until),
    };
  if (quota && (quota.until === null || quota.until > now))
    return {
      state: 'quota',
      since: iso(quota.since),
      detail: `the ${quota.kind} limit of the account is used up`,
      ...(quota.until === null ? {} : { until: iso(quota.until) }),
    };
  const stuck = stuckSince(facts, now, limits);
  if (stuck) return { state: 'stuck', since: iso(stuck.since), detail: stuck.detail };
  return { state: facts.phase, since: iso(facts.since) };
}

/** Every list of sessions shows them. */
const maxNamed = 5;

function namesOfTools(names: readonly string[]): string {
  const more = names.length - maxNamed;
  return [...names.slice(0, maxNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function stuckSince(
  facts: AgentFacts,
  now: number,
  limits: StuckLimits,
): { since: number; detail: string } | null {
  if (facts.phase !== 'working') return null;
  const { requestingSince, resultAt, lastLineAt } = facts;
  if (resultAt !== null && now - resultAt > limits.resultToIdleMs)
    return { since: resultAt, detail: 'the turn has its result but does not end' };
  if (requestingSince !== null && now - requestingSince > limits.firstByteMs)
    return { since: requestingSince, detail: 'the model has not begun to answer' };
  if (now - lastLineAt > limits.silenceMs) return { since: lastLineAt, detail: 'not a line since then' };
  return null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

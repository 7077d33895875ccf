import type { AgentState } from './agent.ts';
import type { AgentFacts } from './agent-facts.ts';
import { quotaEnds } from './self-prompt.ts';

/** How long each silence may last before the agent counts as stuck. */
export interface StuckLimits {
  firstByteMs: number;
  silenceMs: number;
  resultToIdleMs: number;
  /** From the start of the container to the agent's first answer, set-up commands included. */
  startMs: number;
  /** How long after the end of a limit the session goes on. */
  quotaStaggerMs: number;
}

export const defaultStuckLimits: StuckLimits = {
  firstByteMs: 90_000,
  silenceMs: 300_000,
  resultToIdleMs: 30_000,
  startMs: 90_000,
  quotaStaggerMs: 0,
};

/** What a person sees of the agent now. A question that waits for a person outranks everything but the end. */
export function agentState(
  facts: AgentFacts,
  now: number,
  limits: StuckLimits = defaultStuckLimits,
  /** Since when the clock has gone evenly: before a jump of it, or a sleep of the machine, nobody waited. */
  evenSince = 0,
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
      detail: `${retry.status ?? 'no answer'} ${retry.error}, attempt ${retry.attempt}/${retry.maxRetries}`,
      attempt: retry.attempt,
      until: iso(retry.until),
    };
  const ends = quota && quotaEnds(quota, limits.quotaStaggerMs);
  if (quota && ends !== null && ends > now)
    return {
      state: 'quota',
      since: iso(quota.since),
      detail: `the ${quota.kind} limit of the account is used up`,
      hint: 'it goes on by itself then; session stop ends the wait',
      until: iso(ends),
    };
  const stuck = stuckSince(facts, now, limits, evenSince);
  if (stuck) return { state: 'stuck', since: iso(stuck.since), detail: stuck.detail, hint: stuck.hint };
  return { state: facts.phase, since: iso(facts.since) };
}

/** Every list of sessions shows them. */
const maxNamed = 5;

function namesOfTools(names: readonly string[]): string {
  const more = names.length - maxNamed;
  return [...names.slice(0, maxNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

const restart = 'session stop, then session start, goes on with the conversation in a new container';
const interrupt = `session interrupt ends the turn; where that does not help, ${restart}`;
const silence = `a long command may be running, session exec looks into the container; ${interrupt}`;

function stuckSince(
  facts: AgentFacts,
  now: number,
  limits: StuckLimits,
  evenSince: number,
): { since: number; detail: string; hint: string } | null {
  const { phase, requestingSince, resultAt, lastLineAt } = facts;
  // What lies ahead was written before the clock was set back.
  const silentMs = (at: number) => now - (at > now ? evenSince || now : Math.max(at, evenSince));
  if (phase === 'starting' && silentMs(lastLineAt) > limits.startMs)
    return { since: lastLineAt, detail: 'the agent has not answered since it was started', hint: restart };
  if (phase !== 'working') return null;
  if (resultAt !== null && silentMs(resultAt) > limits.resultToIdleMs)
    return { since: resultAt, detail: 'the turn has its result but does not end', hint: interrupt };
  if (requestingSince !== null && silentMs(requestingSince) > limits.firstByteMs)
    return { since: requestingSince, detail: 'the model has not begun to answer', hint: interrupt };
  if (silentMs(lastLineAt) > limits.silenceMs)
    return { since: lastLineAt, detail: 'not a line since then', hint: silence };
  return null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

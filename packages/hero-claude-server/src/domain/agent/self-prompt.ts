import { createHash } from 'node:crypto';
import type { AgentFacts } from './agent-facts.ts';

/** Without a time to wait for, the account is asked again after so long. */
const unknownWaitMs = 1_800_000;

/** When an agent may go on that the account's limit has stopped. `staggerMs` keeps sessions apart. */
export function quotaEnds({ since, until }: NonNullable<AgentFacts['quota']>, staggerMs: number): number {
  return (until ?? since + unknownWaitMs) + staggerMs;
}

/** When the limit ends, sessions go on one after the other: each has a moment of its own within `spreadMs`. */
export function staggerOf(sessionId: string, spreadMs: number): number {
  return spreadMs === 0 ? 0 : Number.parseInt(sessionId, 16) % spreadMs;
}

export interface SelfPrompt {
  uuid: string;
  text: string;
}

/**
 * What an agent is told whose last turn the limit has ended, and which nobody has told anything since; null for any
 * other. The uuid is the same each time, so that it is said once.
 */
export function promptAfterQuota(sessionId: string, facts: AgentFacts): SelfPrompt | null {
  const { verdict, quota, turn, generation, phase } = facts;
  if (phase !== 'idle' || quota === null || verdict === null || verdict.turn !== turn) return null;
  if (!verdict.isError || verdict.apiErrorStatus !== 429) return null;
  const text = 'The usage limit of the account is over. Go on with what you were doing.';
  return { uuid: uuidOf(`${sessionId} ${generation} ${turn}`), text };
}

/** The CLI begins again within moments what it can go on with. */
export const idleAfterCutMs = 10_000;

/**
 * What an agent is told that came back after a crash, whose transcript shows nothing to go on with, although the
 * person has never seen the end of the turn; null for any other.
 */
export function promptAfterCut(sessionId: string, facts: AgentFacts, now: number): SelfPrompt | null {
  const { phase, turn, cutTurn, generation, since } = facts;
  if (phase !== 'idle' || cutTurn !== turn || now - since < idleAfterCutMs) return null;
  const text = 'The session was interrupted by a crash. Go on with what you were doing, or say how it ended.';
  return { uuid: uuidOf(`${sessionId} cut ${generation} ${turn}`), text };
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

import type { AgentState, SessionStatus } from 'hero-claude-sdk';
import { agentPhrase } from '../conversation/agent-phrase.ts';
import { money } from '../conversation/turn-words.ts';
import { visibleLine } from '../output/visible-text.ts';

export interface Standing {
  name: string;
  status: SessionStatus;
  agent: AgentState | null;
  /** What all turns that are over have cost, at list price. */
  costUsd: number;
  queued: number;
  away: boolean;
}

/** Where the session stands, in one line: `Mend the login · working 12s · $0.31 · Ctrl-C interrupts, twice leaves`. */
export function statusLine(
  { name, status, agent, costUsd, queued, away }: Standing,
  now = Date.now(),
): string {
  const state = agent === null || status !== 'running' ? status : agentPhrase(agent, now);
  return [
    visibleLine(name).slice(0, 30),
    away ? 'the server is away, waiting for it' : state,
    costUsd > 0 ? money(costUsd) : undefined,
    queued > 0 ? `${queued} queued` : undefined,
    'Ctrl-C interrupts, twice leaves',
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

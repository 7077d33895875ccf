import type { AgentState, Session, SessionStatus } from 'hero-claude-sdk';
import { agentPhrase } from '../conversation/agent-phrase.ts';
import type { Style } from '../output/output.ts';
import { visibleLine } from '../output/visible-text.ts';
import { fitLine } from '../terminal/fit-text.ts';
import { costText } from '../views/session-words.ts';

export interface Standing {
  name: string;
  status: SessionStatus;
  agent: AgentState | null;
  /** As the gateway counts it. */
  money: Session['money'];
  queued: number;
  away: boolean;
}

/** Where the session stands, in one line: `Mend the login · working 12s · $0.31 · Ctrl-C interrupts, twice leaves`. */
export function statusLine(
  { name, status, agent, money, queued, away }: Standing,
  style: Style,
  now = Date.now(),
): string {
  const cost = costText({ money }, style);
  const state = agent === null || status !== 'running' ? status : agentPhrase(agent, now);
  return [
    fitLine(visibleLine(name), 30),
    away ? 'the server is away, waiting for it' : state,
    cost === '-' ? undefined : cost,
    queued > 0 ? `${queued} queued` : undefined,
    'Ctrl-C interrupts, twice leaves',
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

import type { AgentState, Session } from 'hero-claude-sdk';
import type { Tone } from '../ui/badge.tsx';

export interface StateWords {
  label: string;
  tone: Tone;
  /** Something is under way. */
  moving: boolean;
  /** Why, for a person. */
  reason?: string;
  since?: string;
}

const agentWords: Record<AgentState['state'], { label: string; tone: Tone; moving: boolean }> = {
  starting: { label: 'Starting', tone: 'info', moving: true },
  idle: { label: 'Idle', tone: 'plain', moving: false },
  working: { label: 'Working', tone: 'accent', moving: true },
  waiting: { label: 'Waiting for you', tone: 'warn', moving: false },
  retrying: { label: 'Retrying', tone: 'info', moving: true },
  quota: { label: 'Waiting for quota', tone: 'info', moving: false },
  stuck: { label: 'Stuck', tone: 'bad', moving: false },
  exited: { label: 'Exited', tone: 'bad', moving: false },
};

const statusWords: Record<Session['status'], { label: string; tone: Tone; moving: boolean }> = {
  creating: { label: 'Creating', tone: 'info', moving: true },
  created: { label: 'Not started', tone: 'warn', moving: false },
  starting: { label: 'Starting', tone: 'info', moving: true },
  running: { label: 'Running', tone: 'accent', moving: true },
  stopping: { label: 'Stopping', tone: 'info', moving: true },
  stopped: { label: 'Stopped', tone: 'plain', moving: false },
  completing: { label: 'Finishing', tone: 'info', moving: true },
  completed: { label: 'Completed', tone: 'good', moving: false },
  destroyed: { label: 'In the trash', tone: 'plain', moving: false },
};

function agentState(agent: AgentState, undelivered: boolean): StateWords {
  const words = agentWords[agent.state];
  const label = agent.state === 'idle' && undelivered ? 'Awaiting review' : words.label;
  const tone = agent.state === 'idle' && undelivered ? 'warn' : words.tone;
  const attempt = agent.attempt === undefined ? undefined : `attempt ${agent.attempt}`;
  const until = agent.until === undefined ? undefined : `until ${new Date(agent.until).toLocaleTimeString()}`;
  const reason = [agent.detail, attempt, until].filter((part) => part !== undefined).join(', ');
  return { ...words, label, tone, since: agent.since, ...(reason !== '' && { reason }) };
}

/** What a session is doing, as a person would say it. */
export function stateWords({ status, agent, progress, undelivered, updated_at }: Session): StateWords {
  if (status === 'running' && agent !== null) return agentState(agent, undelivered);
  const words = { ...statusWords[status], since: updated_at };
  if (status === 'stopped' && agent?.state === 'exited') {
    return {
      ...words,
      label: `Exited${agent.exit_code == null ? '' : ` with ${agent.exit_code}`}`,
      tone: 'bad',
    };
  }
  if (status === 'stopped' && undelivered)
    return { ...words, label: 'Stopped, awaiting review', tone: 'warn' };
  if (progress !== null && words.moving) {
    const percent = progress.percent === undefined ? '' : ` ${Math.round(progress.percent)} %`;
    return { ...words, reason: `${progress.phase}${percent}` };
  }
  return words;
}

import type { AgentState } from 'hero-claude-sdk';
import { relative, span } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

/** `22:26`, or with the day when that is another one. */
export function clock(at: string, now = Date.now()): string {
  const date = new Date(at);
  const time = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')} ${time}`;
}

/** What the agent is doing, with why and until when: `retrying (529 overloaded, attempt 3 of 10, until 22:26)`. */
export function agentPhrase(agent: AgentState, now = Date.now()): string {
  const { state, since, detail, until, exit_code: exitCode } = agent;
  const why = detail === undefined ? [] : [visibleLine(detail)];
  const end = until === undefined ? [] : [`until ${clock(until, now)}`];
  const brackets = (...parts: string[]) => (parts.length === 0 ? '' : ` (${parts.join(', ')})`);
  switch (state) {
    case 'waiting':
      return `waits for you${brackets(...why)}`;
    case 'retrying':
    case 'quota':
      return `${state}${brackets(...why, ...end)}`;
    case 'stuck':
      return `stuck${brackets(...why, `since ${relative(since, now)}`)}`;
    case 'exited':
      return `ended${brackets(exitCode === null || exitCode === undefined ? 'by a signal' : `exit code ${exitCode}`)}`;
    case 'working':
      return `working ${span(now - Date.parse(since))}`;
    case 'starting':
    case 'idle':
      return state;
    default:
      return visibleLine(`${String(state)}${brackets(...why)}`);
  }
}

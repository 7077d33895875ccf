import type { Session, SessionRepo } from 'hero-claude-sdk';
import { money } from '../conversation/turn-words.ts';
import type { Style } from '../output/output.ts';
import { relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

/** The status in the colour of what it asks of the person. */
export function statusText({ status, problem }: Session, style: Style): string {
  if (problem !== null) return style.red(status);
  if (status === 'running') return style.green(status);
  return status.endsWith('ing') ? style.yellow(status) : status;
}

/** The agent's state in one or two words. */
export function agentText({ agent }: Session, style: Style): string {
  if (agent === null) return '-';
  const { state, exit_code: exitCode, until } = agent;
  switch (state) {
    case 'waiting':
      return style.yellow('waiting for you');
    case 'stuck':
      return style.red('stuck');
    case 'exited':
      return `exited (${exitCode ?? 'signal'})`;
    case 'retrying':
    case 'quota':
      return style.yellow(until === undefined ? state : `${state}, ${relative(until)}`);
    case 'starting':
    case 'idle':
    case 'working':
      return state;
    default:
      return visibleLine(state);
  }
}

/** `main 1a2b3c4d5`: what a branch started from, as a person says it. */
export function baseText({ base }: SessionRepo): string {
  const name = base.ref.replace(/^refs\/(heads|tags|remotes)\//, '');
  const commit = base.commit.slice(0, 9);
  return base.commit.startsWith(name) ? commit : `${visibleLine(name)} ${commit}`;
}

/** What it has cost, and of how much where that is limited, in the colour of how close it came. */
export function costText(session: Pick<Session, 'money'>, style: Style): string {
  const { cost_usd: cost, budget_usd: budget, unpriced_calls: unpriced, tokens, level } = session.money;
  if (tokens === 0 && budget === null) return '-';
  const unknown = unpriced > 0 && cost === 0;
  const text = `${unknown ? '?' : money(cost)}${budget === null ? '' : ` of ${money(budget)}`}`;
  if (level === 'ok') return text;
  return level === 'reached' ? style.red(text) : style.yellow(text);
}

import type { ConfigureResult, Methods, SearchHit, SendResult } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { count, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';
import { sessionSummary } from './session-summary.ts';

export function sendView({ state, position }: SendResult, style: Style): string {
  return state === 'sent' ? style.green('sent') : `${style.yellow('queued')}, place ${position ?? '?'}`;
}

export function interruptView(
  { interrupted, queued }: Methods['session.interrupt']['result'],
  style: Style,
): string {
  const done = interrupted ? style.yellow('interrupted') : 'there was no turn to end';
  return queued === 0
    ? done
    : `${done}; ${count(queued, 'prompt')} in the queue ${queued === 1 ? 'goes' : 'go'} on`;
}

export function configureView({ session, applied }: ConfigureResult, style: Style): string {
  const lines = Object.entries(applied).map(
    ([name, when]) =>
      `  ${name.replaceAll('_', ' ')}: ${when === 'live' ? 'from now on' : 'from the next start'}`,
  );
  return [sessionSummary(session, style), ...lines].join('\n');
}

const kinds: Record<SearchHit['kind'], string> = {
  prompt: 'prompt',
  answer: 'answer',
  tool_input: 'call',
  tool_result: 'result',
};

/** What was found, newest first, each with where it stands. */
export function searchView(hits: readonly SearchHit[], style: Style, now = Date.now()): string {
  if (hits.length === 0) return style.dim('nothing was found');
  const rows = hits.map(({ session_id: id, seq, kind, at, excerpt }) => [
    id,
    String(seq),
    kinds[kind],
    relative(at, now),
    visibleLine(excerpt.replaceAll(/\s+/g, ' ').trim()),
  ]);
  return table(['session', 'line', 'kind', 'when', 'what'], rows, style);
}

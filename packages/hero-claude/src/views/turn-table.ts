import type { TurnPage } from 'hero-claude-sdk';
import { money, tokenCount } from '../conversation/turn-words.ts';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { relative, span } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

const longestResult = 60;

const colours = { running: 'cyan', done: 'green', failed: 'red', interrupted: 'yellow', cut: 'red' } as const;

function firstWords(result: string | null): string {
  const [first = ''] = (result ?? '').trim().split('\n');
  return visibleLine(first.length > longestResult ? `${first.slice(0, longestResult)}…` : first);
}

/** One turn to a line: who began it, how it ended, what it took. */
export function turnTable({ turns, next, more }: TurnPage, style: Style, now = Date.now()): string {
  if (turns.length === 0) return style.dim('no turns yet');
  const rows = turns.map((turn) => [
    String(turn.turn),
    style[colours[turn.state]](turn.state),
    turn.started_by ?? '-',
    relative(turn.started_at, now),
    turn.duration_ms === null ? '-' : span(turn.duration_ms),
    turn.cost_usd === null ? '-' : money(turn.cost_usd),
    turn.tokens === null
      ? '-'
      : tokenCount(turn.tokens.input_tokens + turn.tokens.cache_read_tokens + turn.tokens.cache_write_tokens),
    turn.tokens === null ? '-' : tokenCount(turn.tokens.output_tokens),
    String(turn.tools.reduce((sum, { calls }) => sum + calls, 0)),
    String(turn.files.length),
    firstWords(turn.result),
  ]);
  const header = ['turn', 'state', 'by', 'began', 'took', 'cost', 'in', 'out', 'calls', 'files', 'said'];
  const shown = table(header, rows, style);
  return more ? `${shown}\n${style.dim(`more: --after ${next}`)}` : shown;
}

import type { Session } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { fittedTable } from '../output/table.ts';
import { span } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';
import { agentText, costText, statusText } from './session-words.ts';

const longestName = 40;

function shortened(text: string): string {
  return text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text;
}

/** One session to a line, which is no wider than `columns` when they are given. */
export function sessionTable(
  sessions: readonly Session[],
  style: Style,
  now = Date.now(),
  columns?: number,
): string {
  if (sessions.length === 0) {
    return style.dim('no sessions; hero-claude session create --repo NAME --task TEXT --start makes one');
  }
  const rows = sessions.map((session) => [
    session.session_id,
    shortened(visibleLine(session.name)),
    statusText(session, style),
    agentText(session, style),
    costText(session, style),
    session.repos.map(({ name }) => visibleLine(name)).join(', '),
    span(now - Date.parse(session.created_at)),
  ]);
  const header = ['id', 'name', 'status', 'agent', 'cost', 'repos', 'age'];
  return fittedTable(header, rows, style, { columns, cut: header.indexOf('name') });
}

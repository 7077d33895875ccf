import type { LogEntry, Methods } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { byteSize, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

const levelColours = { info: 'dim', warn: 'yellow', error: 'red' } as const;

function row({ at, level, operation, session_id: id, message, ms }: LogEntry, style: Style): string[] {
  return [
    relative(at),
    style[levelColours[level]](level),
    operation,
    id ?? '-',
    `${visibleLine(message)}${ms === null ? '' : style.dim(`  ${Math.round(ms)} ms`)}`,
  ];
}

export function operationLog(result: Methods['logs.get']['result'], style: Style): string {
  const { entries, next } = result;
  if (entries.length === 0) return style.dim('nothing is in the log');
  const shown = table(
    ['when', 'level', 'operation', 'session', 'message'],
    entries.map((entry) => row(entry, style)),
    style,
  );
  return next === null ? shown : `${shown}\n${style.dim(`older: --before ${next}`)}`;
}

export function trashTable(trash: Methods['trash.list']['result'], style: Style): string {
  if (trash.length === 0) return style.dim('the trash is empty');
  const rows = trash.map(({ session, bytes, restorable_until: until }) => [
    session.session_id,
    visibleLine(session.name),
    session.repos.map(({ name }) => visibleLine(name)).join(', '),
    bytes === null ? '-' : byteSize(bytes),
    relative(until),
  ]);
  return table(['id', 'name', 'repos', 'size', 'gone for good'], rows, style);
}

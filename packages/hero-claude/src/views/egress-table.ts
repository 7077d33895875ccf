import type { Methods } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { byteSize, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

/** What sessions asked to reach, oldest first. */
export function egressTable({ decisions }: Methods['egress.log']['result'], style: Style): string {
  if (decisions.length === 0) return style.dim('nothing was asked for');
  const rows = decisions.map(
    ({ last_at, session_id, allowed, host, port, method, reason, count, ...bytes }) => [
      relative(last_at),
      session_id,
      allowed ? 'allowed' : style.red('refused'),
      visibleLine(`${method} ${host}${port === 0 ? '' : `:${port}`}`),
      visibleLine(reason),
      count > 1 ? `${count}×` : '',
      allowed ? `${byteSize(bytes.bytes_up)} up, ${byteSize(bytes.bytes_down)} down` : '',
    ],
  );
  return table(['last', 'session', '', 'host', 'reason', '', 'bytes'], rows, style);
}

import { visibleLine } from '../output/visible-text.ts';

const levels: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const machinery = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg']);

function readable(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 10) / 10);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A line of a daemon's log for a person; what is no JSON stays as it is. */
export function readableLogLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return visibleLine(line);
  }
  const { level, time, msg } = entry;
  const rest = Object.entries(entry)
    .filter(([name]) => !machinery.has(name))
    .map(([name, value]) => `${name}=${readable(value)}`);
  const at = typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : time;
  const shown = [at, levels[Number(level)] ?? level, msg, ...rest];
  return visibleLine(shown.filter((part) => part !== undefined && part !== '').join(' '));
}

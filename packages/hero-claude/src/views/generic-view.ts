import { kebab } from '../document/param-option.ts';
import type { Style } from '../output/output.ts';
import { facts, table } from '../output/table.ts';
import { byteSize, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cell(name: string, value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return name.endsWith('bytes') ? byteSize(value) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return isoTime.test(value) ? relative(value) : visibleLine(value);
  if (Array.isArray(value)) return value.map((item) => cell(name, item)).join(', ') || '-';
  return Object.entries(value)
    .map(([key, inner]) => `${visibleLine(key)}=${cell(key, inner)}`)
    .join(' ');
}

/** Any result: an array of objects as a table, an object as names and values. */
export function genericView(result: unknown, style: Style): string {
  if (Array.isArray(result)) {
    const rows = result.filter(isRecord);
    if (rows.length === 0) return result.length === 0 ? style.dim('none') : cell('', result);
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return table(
      columns.map((column) => kebab(column)),
      rows.map((row) => columns.map((column) => cell(column, row[column]))),
      style,
    );
  }
  if (!isRecord(result)) return cell('', result);
  return facts(
    Object.entries(result).map(([name, value]) => [kebab(name), cell(name, value)]),
    style,
  );
}

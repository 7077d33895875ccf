import { fitLine, textWidth } from '../terminal/fit-text.ts';
import type { Style } from './output.ts';

const gap = '  ';
const shortestCut = 12;

/** Cells aligned in columns under a dim header, numbers to the right; nothing is padded at the end of a line. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
  isNumber: (column: number) => boolean = () => false,
): string {
  const titles = header.map((title) => style.dim(title));
  const all = [titles, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => textWidth(row[column] ?? ''))));
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = ' '.repeat((widths[column] ?? 0) - textWidth(cell));
          return isNumber(column) ? padding + cell : cell + padding;
        })
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

/** The same, each row on a line of a terminal: the cells of one column are cut first, to some words at least. */
export function fittedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
  { columns, cut }: { columns: number | undefined; cut: number },
): string {
  const whole = table(header, rows, style);
  if (columns === undefined) return whole;
  const over = Math.max(...whole.split('\n').map((line) => textWidth(line))) - columns;
  if (over <= 0) return whole;
  const widest = Math.max(...rows.map((row) => textWidth(row[cut] ?? '')));
  const room = Math.max(widest - over, shortestCut);
  const shorter = rows.map((row) => row.map((cell, column) => (column === cut ? fitLine(cell, room) : cell)));
  const lines = table(header, shorter, style).split('\n');
  return lines.map((line) => fitLine(line, columns)).join('\n');
}

/** Names and values, one pair to a line; pairs without a value are left out. */
export function facts(pairs: readonly (readonly [string, string | undefined])[], style: Style): string {
  const shown = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => `${style.dim(name.padEnd(width))}${gap}${indentRest(value, width)}`)
    .join('\n');
}

function indentRest(value: string, width: number): string {
  return value.replaceAll('\n', `\n${' '.repeat(width)}${gap}`);
}

import { stripVTControlCharacters } from 'node:util';
import type { Style } from './output.ts';

const gap = '  ';

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

/** Cells aligned in columns under a dim header, numbers to the right; nothing is padded at the end of a line. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
  isNumber: (column: number) => boolean = () => false,
): string {
  const titles = header.map((title) => style.dim(title));
  const all = [titles, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
          return isNumber(column) ? padding + cell : cell + padding;
        })
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
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

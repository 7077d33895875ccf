import type { Figures } from './figures.ts';

const titles = ['benchmark', 'ours', 'bare', 'ratio', 'goal', ''];
const noFigure = '–';

/** Name, ours, bare, ratio, goal, met or missed: a line each, in columns. */
export function renderTable(rows: readonly Figures[]): string {
  return alignedLines([titles, ...rows.map(cellsOf)])
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}

/** The same as a table of a document, with the load of the machine at the end of each line. */
export function renderMarkdown(rows: readonly (Figures & { load: number })[]): string {
  const [head, ...lines] = alignedLines([
    [...titles, 'load'],
    ...rows.map((row) => [...cellsOf(row), row.load.toFixed(0)]),
  ]);
  const rule = (head ?? []).map((cell) => '-'.repeat(cell.length));
  return [head ?? [], rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Every cell as wide as its column; figures to the right. */
function alignedLines(table: readonly string[][]): string[][] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      const isNumber = column >= 1 && column <= 3;
      return isNumber ? cell.padStart(width) : cell.padEnd(width);
    }),
  );
}

function cellsOf({ name, unit, ours, bare, ratio, goal, met }: Figures): string[] {
  return [
    name,
    amount(ours, unit),
    bare === null ? noFigure : amount(bare, unit),
    ratio === null ? noFigure : ratio.toFixed(2),
    goal ?? noFigure,
    met === null ? '' : met ? 'met' : 'missed',
  ];
}

function amount(value: number, unit: Figures['unit']): string {
  const digits = unit === 's' || (unit === 'ms' && value < 10) ? 2 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

import type { Figures } from './figures.ts';

const titles = ['benchmark', 'ours', 'bare', 'ratio', 'goal', ''];
const noFigure = '–';

/** Name, ours, bare, ratio, goal, met or missed: a line each, in columns. */
export function renderTable(rows: readonly Figures[]): string {
  const cells = [titles, ...rows.map(cellsOf)];
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isNumber = column >= 1 && column <= 3;
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
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

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

// oxlint-disable-next-line no-control-regex
const leadingSpace = /^((?:\u001b\[[\d;]*m)*) +/;

/** Lines no wider than `columns`, broken between words where that is possible; indentation is kept. */
export function wrapText(text: string, columns: number): string[] {
  const lines = text.replaceAll('\t', '  ').split('\n');
  return lines.flatMap((line) => {
    const [first = '', ...rest] = wrapAnsi(line, Math.max(columns, 1), { hard: true, trim: false }).split(
      '\n',
    );
    return [first, ...rest.map((part) => part.replace(leadingSpace, '$1'))].map((part) => part.trimEnd());
  });
}

/** One line that is no wider than `columns`; what is cut off is shown by `…`. */
export function fitLine(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const [first = ''] = wrapAnsi(line, Math.max(columns - 1, 1), {
    hard: true,
    trim: false,
    wordWrap: false,
  }).split('\n');
  return `${first}…`;
}

/** How many columns a terminal needs for it. */
export const textWidth = stringWidth;

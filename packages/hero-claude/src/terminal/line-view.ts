import { visibleLine } from '../output/visible-text.ts';
import { textWidth } from './fit-text.ts';
import { type Line, splitCharacters } from './line-editor.ts';

/** A line as it is shown in a row, and the column of its cursor. */
export interface LineView {
  text: string;
  column: number;
}

function shown(character: string): string {
  return character === '\n' ? '↵' : visibleLine(character);
}

/** The part of a line around its cursor that fits into `columns`, with `‹` and `›` where there is more. */
export function viewLine({ text, cursor }: Line, columns: number): LineView {
  const width = Math.max(columns - 2, 1);
  const head = splitCharacters(text.slice(0, cursor)).map(shown);
  const tail = splitCharacters(text.slice(cursor)).map(shown);
  let from = head.length;
  let used = 0;
  while (from > 0 && used + textWidth(head[from - 1] ?? '') <= width) {
    from -= 1;
    used += textWidth(head[from] ?? '');
  }
  const column = used;
  let to = 0;
  while (to < tail.length && used + textWidth(tail[to] ?? '') <= width) {
    used += textWidth(tail[to] ?? '');
    to += 1;
  }
  const left = from > 0 ? '‹' : '';
  const right = to < tail.length ? '›' : '';
  return {
    text: `${left}${head.slice(from).join('')}${tail.slice(0, to).join('')}${right}`,
    column: column + left.length,
  };
}

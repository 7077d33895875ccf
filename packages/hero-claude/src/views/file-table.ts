import type { FileEntry, FileList } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { byteSize, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

const marks: Record<FileEntry['type'], string> = { file: '', directory: '/', link: '@', other: '|' };

/** The entries of a folder, marked as `ls -F` does. */
export function fileTable({ entries, next }: FileList, style: Style): string {
  if (entries.length === 0) return style.dim('empty');
  const rows = entries.map(({ name, type, size, modified_at }) => [
    visibleLine(name) + marks[type],
    type === 'file' ? byteSize(size) : '',
    relative(modified_at),
  ]);
  const more = next === null ? [] : [style.dim(`more: --after ${next}`)];
  return [table(['name', 'size', 'changed'], rows, style), ...more].join('\n');
}

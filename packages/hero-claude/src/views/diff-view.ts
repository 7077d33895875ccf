import type { DiffFile, RepoDiff } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count } from '../output/units.ts';
import { visibleLine, visibleText } from '../output/visible-text.ts';

const none = '/dev/null';

function modeLines(file: DiffFile): string[] {
  const { status, old_mode: before, new_mode: after } = file;
  if (status === 'added') return [`new file mode ${after}`];
  if (status === 'deleted') return [`deleted file mode ${before}`];
  return before === after ? [] : [`old mode ${before}`, `new mode ${after}`];
}

function moveLines({ status, path, old_path: from = path }: DiffFile): string[] {
  if (status !== 'renamed' && status !== 'copied') return [];
  const verb = status === 'renamed' ? 'rename' : 'copy';
  return [`${verb} from ${visibleLine(from)}`, `${verb} to ${visibleLine(path)}`];
}

function paint(line: string, style: Style): string {
  if (line.startsWith('@@')) return style.cyan(line);
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}

function body(file: DiffFile, before: string, after: string, style: Style): string[] {
  if (file.binary) return [`Binary files ${before} and ${after} differ`];
  if (file.patch === undefined || file.patch === '') return [];
  const lines = visibleText(file.patch).replace(/\n$/, '').split('\n');
  return [
    style.bold(`--- ${before}`),
    style.bold(`+++ ${after}`),
    ...lines.map((line) => paint(line, style)),
    ...(file.truncated ? [style.yellow('… the rest of this file is too long to show')] : []),
  ];
}

/** A file as git shows it. */
export function fileDiff(file: DiffFile, style: Style): string {
  const old = `a/${visibleLine(file.old_path ?? file.path)}`;
  const now = `b/${visibleLine(file.path)}`;
  const before = file.status === 'added' ? none : old;
  const after = file.status === 'deleted' ? none : now;
  return [
    ...[`diff --git ${old} ${now}`, ...modeLines(file), ...moveLines(file)].map((line) => style.bold(line)),
    ...body(file, before, after, style),
  ].join('\n');
}

/** `shop: 2 files changed, +10 -3`. */
export function diffSummary({ name, files_changed: files, additions, deletions }: RepoDiff): string {
  return files === 0
    ? `${visibleLine(name)}: no changes`
    : `${visibleLine(name)}: ${count(files, 'file')} changed, +${additions} -${deletions}`;
}

import { visibleLine } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import { listOf, textAt } from '../transcript/loose.ts';
import { isEdit, isShell } from '../transcript/tool-detail.ts';

const workspace = '/workspace/code/';

/** A path as seen from the repositories. */
export function shortPath(path: string): string {
  return path.startsWith(workspace) ? path.slice(workspace.length) : path;
}

/** What a call is about, on one line. */
export function toolSummary({ name, input, todo }: ToolItem): string {
  const changes = name === 'TodoWrite' ? [] : (todo?.changes ?? []);
  const summary =
    changes.length > 0
      ? changes.map(({ text, change }) => `${text} · ${change}`).join(', ')
      : summaryOf(name, input);
  return visibleLine(summary).slice(0, 300);
}

function summaryOf(name: string, input: ToolItem['input']): string {
  const path = textAt(input, 'file_path') ?? textAt(input, 'notebook_path');
  if (isShell(name)) return textAt(input, 'description') ?? textAt(input, 'command') ?? '';
  if (path !== null && (isEdit(name) || name === 'Read')) return shortPath(path);
  if (name === 'Grep' || name === 'Glob') {
    const where = textAt(input, 'path') ?? textAt(input, 'glob');
    return `${textAt(input, 'pattern') ?? ''}${where === null ? '' : ` in ${shortPath(where)}`}`;
  }
  if (name === 'AskUserQuestion') return textAt(listOf(input['questions'])[0], 'question') ?? '';
  const best = [
    'description',
    'url',
    'query',
    'subject',
    'skill',
    'prompt',
    'path',
    'name',
    'pattern',
    'taskId',
  ];
  for (const key of best) {
    const text = textAt(input, key);
    if (text !== null) return text;
  }
  return '';
}

const labels = new Map([
  ['TodoWrite', 'To do'],
  ['TaskCreate', 'To do'],
  ['TaskUpdate', 'To do'],
  ['AskUserQuestion', 'Question'],
  ['ExitPlanMode', 'Plan'],
]);

/** `mcp__github__list_issues` as `github · list_issues`. */
export function toolLabel(name: string): string {
  const label = labels.get(name);
  if (label !== undefined) return label;
  const [prefix, server, ...rest] = name.split('__');
  return visibleLine(
    prefix === 'mcp' && server !== undefined && rest.length > 0 ? `${server} · ${rest.join('__')}` : name,
  );
}

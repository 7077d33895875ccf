import type { BackgroundTask, Todo, ToolCall } from '../conversation/happening.ts';
import { todoLines } from '../conversation/tell.ts';
import { purposeOf } from '../conversation/tool-words.ts';
import type { Style } from '../output/output.ts';
import { span } from '../output/units.ts';
import { visibleLine, visibleText } from '../output/visible-text.ts';
import { textWidth, wrapText } from '../terminal/fit-text.ts';
import type { Line } from '../terminal/line-editor.ts';
import { viewLine } from '../terminal/line-view.ts';
import type { Area } from '../terminal/screen.ts';

/** What goes on at this moment. */
export interface LiveView {
  /** What the agent is saying but has not finished. */
  writing: string;
  calls: readonly ToolCall[];
  tasks: readonly BackgroundTask[];
  todos: readonly Todo[];
  /** One line: who, doing what, at what cost. */
  status: string;
  /** What is being typed; null where nothing can be. */
  input: { label: string; line: Line } | null;
}

const mostWriting = 6;
const mostCalls = 5;
const mostTodos = 8;

function callLines(calls: readonly ToolCall[], style: Style, now: number): string[] {
  const shown = calls.slice(-mostCalls).map(({ name, input, begunAt, speaker }) => {
    const long = now - begunAt < 2000 ? '' : style.dim(`  ${span(now - begunAt)}`);
    return `${style.dim('│ '.repeat(speaker.depth))}${style.yellow('○')} ${style.bold(visibleLine(name))}  ${purposeOf(name, input)}${long}`;
  });
  return calls.length > mostCalls ? [style.dim(`… ${calls.length - mostCalls} more calls`), ...shown] : shown;
}

function openTodos(todos: readonly Todo[], style: Style): string[] {
  if (todos.every(({ status }) => status === 'completed')) return [];
  const done = todos.filter(({ status }) => status === 'completed').length;
  const open = todos.filter(({ status }) => status !== 'completed');
  const more = open.length - mostTodos;
  return [
    ...(done > 0 ? [style.dim(`[x] ${done} of ${todos.length} done`)] : []),
    ...todoLines(open.slice(0, mostTodos), style),
    ...(more > 0 ? [style.dim(`… ${more} more`)] : []),
  ];
}

/** The lines below the conversation: what goes on, what remains to be done, where it stands, what is typed. */
export function liveArea(
  view: LiveView,
  style: Style,
  { columns, rows, now }: { columns: number; rows: number; now: number },
): Area {
  const { writing, calls, tasks, todos, status, input } = view;
  const written = writing === '' ? [] : wrapText(visibleText(writing), columns - 1).slice(-mostWriting);
  const running = tasks.map(({ label, doing }) =>
    style.dim(`◌ ${visibleLine(label)}${doing === '' ? '' : `: ${visibleLine(doing)}`}`),
  );
  const above = [...written, ...callLines(calls, style, now), ...running, ...openTodos(todos, style)];
  const fixed = input === null ? 1 : 2;
  // A higher area than the terminal could not be drawn over.
  const fitting = above.slice(-Math.max(0, rows - fixed - 1));
  const lines = [...fitting, style.dim(status)];
  if (input === null) return { lines, cursor: null };
  const label = `${input.label}> `;
  const { text, column } = viewLine(input.line, columns - textWidth(label) - 1);
  return {
    lines: [...lines, `${style.cyan(label)}${text}`],
    cursor: { row: lines.length, column: textWidth(label) + column },
  };
}

import { field, listOf, textAt } from './loose.ts';

export type TodoStatus = 'pending' | 'in_progress' | 'completed';

export interface TodoEntry {
  /** Only lists that are kept item by item have ids. */
  id: string | null;
  text: string;
  status: TodoStatus;
}

export interface TodoChange {
  text: string;
  change: 'added' | 'started' | 'done' | 'reopened' | 'removed';
}

const mostEntries = 200;
const longestText = 500;

function statusOf(value: unknown): TodoStatus {
  return value === 'completed' || value === 'in_progress' ? value : 'pending';
}

/** The list in the input of `TodoWrite`. */
export function readTodos(input: unknown): TodoEntry[] {
  return listOf(field(input, 'todos'))
    .slice(0, mostEntries)
    .map((todo) => ({
      id: null,
      text: (textAt(todo, 'content') ?? textAt(todo, 'subject') ?? '').slice(0, longestText),
      status: statusOf(field(todo, 'status')),
    }))
    .filter(({ text }) => text !== '');
}

/** The list after `TaskCreate`, whose id stands in the result. */
export function withTask(entries: readonly TodoEntry[], input: unknown, id: string | null): TodoEntry[] {
  const text = textAt(input, 'subject')?.slice(0, longestText);
  if (!text || entries.length >= mostEntries) return [...entries];
  return [...entries, { id, text, status: 'pending' }];
}

/** The list after `TaskUpdate`. */
export function withTaskUpdate(entries: readonly TodoEntry[], input: unknown): TodoEntry[] {
  const id = textAt(input, 'taskId') ?? textAt(input, 'task_id');
  const status = field(input, 'status');
  if (id === null) return [...entries];
  if (status === 'deleted') return entries.filter((entry) => entry.id !== id);
  return entries.map((entry) =>
    entry.id === id
      ? {
          ...entry,
          text: textAt(input, 'subject')?.slice(0, longestText) ?? entry.text,
          status: status === undefined ? entry.status : statusOf(status),
        }
      : entry,
  );
}

/** What became of the list. */
export function todoChanges(before: readonly TodoEntry[], after: readonly TodoEntry[]): TodoChange[] {
  const was = new Map(before.map((entry) => [entry.text, entry.status]));
  const changes: TodoChange[] = [];
  for (const { text, status } of after) {
    const old = was.get(text);
    was.delete(text);
    if (old === undefined) changes.push({ text, change: status === 'completed' ? 'done' : 'added' });
    else if (old !== status) {
      const change = status === 'completed' ? 'done' : status === 'in_progress' ? 'started' : 'reopened';
      changes.push({ text, change });
    }
  }
  for (const text of was.keys()) changes.push({ text, change: 'removed' });
  return changes;
}

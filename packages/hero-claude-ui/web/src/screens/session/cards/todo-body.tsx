import { Check, Circle, CircleDot } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { visibleLine } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import type { TodoEntry } from '../transcript/todo.ts';
import styles from './todo-body.module.css';

const icons = { pending: Circle, in_progress: CircleDot, completed: Check };

/** The list as it stood; what this call changed is marked. */
export function TodoBody({ todo: { entries, changes } }: { todo: NonNullable<ToolItem['todo']> }) {
  const changed = new Map(changes.map(({ text, change }) => [text, change]));
  const removed = changes.filter(({ change }) => change === 'removed');
  return (
    <ul className={styles['list']}>
      {entries.map((entry) => (
        <TodoLine key={`${entry.id}/${entry.text}`} entry={entry} note={changed.get(entry.text)} />
      ))}
      {removed.map(({ text }) => (
        <li key={text} className={styles['removed']}>
          <span>{visibleLine(text)}</span> <em>removed</em>
        </li>
      ))}
    </ul>
  );
}

export function TodoLine({ entry, note }: { entry: TodoEntry; note?: string | undefined }) {
  const Icon = icons[entry.status];
  return (
    <li className={classNames(styles['entry'], styles[entry.status])}>
      <Icon size={14} aria-label={entry.status.replace('_', ' ')} />
      <span>{visibleLine(entry.text)}</span>
      {note !== undefined && <em>{note}</em>}
    </li>
  );
}

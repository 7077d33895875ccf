import type { Session } from 'hero-claude-sdk';
import { stateWords } from '../../../session/state-words.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import type { TodoEntry } from '../transcript/todo.ts';
import styles from './activity.module.css';

/** What the agent is at, below the last line. */
export function Activity({ session }: { session: Session }) {
  const { label, moving, reason, since } = stateWords(session);
  if (!moving || session.status === 'completed') return null;
  return (
    <p className={styles['activity']} role="status">
      <Spinner /> {label}
      {reason !== undefined && (
        <span className={styles['reason']} title={visibleLine(reason)}>
          {visibleLine(reason)}
        </span>
      )}
      {since !== undefined && <TimeAgo at={since} suffix="" />}
    </p>
  );
}

/** How far the agent's own list is, and what it is at. */
export function TodoProgress({ entries }: { entries: readonly TodoEntry[] }) {
  if (entries.length === 0) return null;
  const done = entries.filter(({ status }) => status === 'completed').length;
  const current = entries.find(({ status }) => status === 'in_progress');
  return (
    <span className={styles['todo']}>
      <progress max={entries.length} value={done} aria-label="Steps done" />
      {done}/{entries.length}
      {current !== undefined && <span className={styles['current']}>{visibleLine(current.text)}</span>}
    </span>
  );
}

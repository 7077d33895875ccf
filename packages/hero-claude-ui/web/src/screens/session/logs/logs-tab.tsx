import type { LogSource, SessionDetails } from 'hero-claude-sdk';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { Loading } from '../../../ui/spinner.tsx';
import { LogLines } from './log-lines.tsx';
import styles from './logs-tab.module.css';
import { useLog } from './use-log.ts';

const sources: readonly { source: LogSource; label: string; empty: string }[] = [
  {
    source: 'rsync',
    label: 'Copy',
    empty: 'Nothing was copied: repositories are cloned and their files brought by rsync, which writes here.',
  },
  {
    source: 'claude',
    label: 'Agent',
    empty: 'The agent has not said anything. Each line it writes is here as it wrote it.',
  },
  {
    source: 'container',
    label: 'Container',
    empty:
      'Nothing was written to standard error: set-up commands and the agent write here when something is wrong.',
  },
];

/** What the parts of a session wrote, as it comes. */
export function LogsTab({ session }: { session: SessionDetails }) {
  const [source, setSource] = useState<LogSource>('claude');
  const [filter, setFilter] = useState('');
  const { held, loading, error } = useLog(session, source);
  const { lines, dropped } = held;
  const wanted = filter.toLowerCase();
  const shown = wanted === '' ? lines : lines.filter((line) => line.toLowerCase().includes(wanted));
  const chosen = sources.find((each) => each.source === source);
  return (
    <div className={styles['tab']}>
      <div className={styles['bar']}>
        <div role="group" aria-label="Which log">
          {sources.map((each) => (
            <Button
              key={each.source}
              small
              kind="ghost"
              aria-pressed={each.source === source}
              className={classNames(each.source === source && styles['chosen'])}
              onClick={() => setSource(each.source)}
            >
              {each.label}
            </Button>
          ))}
        </div>
        <input
          type="search"
          aria-label="Only lines with"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <span className={styles['count']}>
          {dropped > 0 ? 'last ' : ''}
          {shown.length.toLocaleString('en')} lines
        </span>
      </div>
      {error !== null && <ErrorNotice error={error} />}
      {loading ? (
        <Loading what="the log" />
      ) : shown.length === 0 ? (
        <EmptyState title={wanted === '' ? 'This log is empty' : 'No line holds this'}>
          {chosen?.empty}
        </EmptyState>
      ) : (
        <LogLines lines={shown} />
      )}
    </div>
  );
}

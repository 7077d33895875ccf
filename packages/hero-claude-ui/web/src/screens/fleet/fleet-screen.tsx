import type { Bucket, ListedSession } from 'hero-claude-sdk';
import { Plus, Rocket } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useSearch } from 'wouter';
import { hrefOf } from '../../app/hash-location.ts';
import { useSessions } from '../../data/sessions.ts';
import { useLiveWords } from '../../session/use-live-words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { isFiltered, matches, readFilter } from './fleet-filter.ts';
import styles from './fleet-screen.module.css';
import { SessionCard } from './session-card.tsx';
import { useCardKeys } from './use-card-keys.ts';

const buckets: readonly { bucket: Bucket; title: string; empty: string }[] = [
  { bucket: 'needs_you', title: 'Needs you', empty: 'Nothing waits for you.' },
  { bucket: 'running', title: 'Running', empty: 'No agent is at work.' },
  { bucket: 'completed', title: 'Completed', empty: 'Nothing is done yet.' },
];

function FirstSteps() {
  return (
    <EmptyState
      icon={<Rocket size={28} />}
      title="No sessions yet"
      actions={
        <LinkButton kind="primary" href={hrefOf('/new')}>
          <Plus size={14} aria-hidden="true" /> New session
        </LinkButton>
      }
    >
      A session copies repositories you choose, lets an agent work on them in a container of its own, and
      brings the result back as a branch. Your own files stay as they are.
    </EmptyState>
  );
}

function Fleet({ sessions }: { sessions: readonly ListedSession[] }) {
  const filter = readFilter(useSearch());
  const liveWords = useLiveWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useCardKeys();
  const shown = sessions.filter((session) => matches(session, filter));
  const choose = useCallback(
    (id: string, selected: boolean) =>
      setChosen(
        (before) => new Set(selected ? [...before, id] : [...before].filter((other) => other !== id)),
      ),
    [],
  );
  return (
    <>
      <FilterBar filter={filter} sessions={sessions} />
      <div className={styles['columns']}>
        {buckets.map(({ bucket, title, empty }) => {
          const inside = shown.filter((session) => session.bucket === bucket);
          return (
            <section key={bucket} className={styles['column']} aria-label={title}>
              <h2 className={styles['heading']}>
                {title} <span className={styles['count']}>{inside.length}</span>
              </h2>
              {inside.length === 0 && (
                <p className={styles['empty']}>
                  {isFiltered(filter) ? 'Nothing matches the filter.' : empty}
                </p>
              )}
              <ul className={styles['cards']}>
                {inside.map((session) => (
                  <li key={session.session_id}>
                    <SessionCard
                      session={session}
                      words={liveWords.get(session.session_id)}
                      selected={chosen.has(session.session_id)}
                      onSelect={choose}
                    />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      <BulkBar
        sessions={shown.filter(({ session_id }) => chosen.has(session_id))}
        onDone={() => setChosen(new Set())}
      />
    </>
  );
}

/** Home: what needs a person, what is at work, what is done. */
export function FleetScreen() {
  const { data, error } = useSessions();
  const create = (
    <LinkButton kind="primary" href={hrefOf('/new')}>
      <Plus size={14} aria-hidden="true" /> New session
    </LinkButton>
  );
  return (
    <Page title="Fleet" actions={data !== undefined && data.length > 0 ? create : undefined}>
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <Loading what="the sessions" />}
      {data !== undefined && (data.length === 0 ? <FirstSteps /> : <Fleet sessions={data} />)}
    </Page>
  );
}

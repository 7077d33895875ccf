import type { Bucket, Session } from 'hero-claude-sdk';
import { useRpc } from '../../data/rpc-query.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';
import styles from './fleet-screen.module.css';
import { SessionCard } from './session-card.tsx';

const buckets: readonly { bucket: Bucket; title: string; empty: string }[] = [
  { bucket: 'needs_you', title: 'Needs you', empty: 'Nobody waits for you.' },
  { bucket: 'running', title: 'Running', empty: 'No agent is at work.' },
  { bucket: 'completed', title: 'Completed', empty: 'Nothing is done yet.' },
];

function Column({ title, empty, sessions }: { title: string; empty: string; sessions: readonly Session[] }) {
  return (
    <section className={styles['column']} aria-label={title}>
      <h2 className={styles['heading']}>
        {title} <span className={styles['count']}>{sessions.length}</span>
      </h2>
      {sessions.length === 0 && <p className={styles['empty']}>{empty}</p>}
      <ul className={styles['cards']}>
        {sessions.map((session) => (
          <li key={session.session_id}>
            <SessionCard session={session} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Home: what needs a person, what is at work, what is done. */
export function FleetScreen() {
  const { data, error } = useRpc('session.list', {});
  return (
    <Page title="Fleet">
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <Loading what="the sessions" />}
      {data !== undefined && (
        <div className={styles['columns']}>
          {buckets.map(({ bucket, ...words }) => (
            <Column key={bucket} {...words} sessions={data.filter((session) => session.bucket === bucket)} />
          ))}
        </div>
      )}
    </Page>
  );
}

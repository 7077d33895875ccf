import { Suspense } from 'react';
import { useParams } from 'wouter';
import { hrefOf } from '../../app/hash-location.ts';
import { useNeedsYou } from '../../app/needs-you.ts';
import { usePageTitle } from '../../app/page-title.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { DeliveredNotice } from './delivered-notice.tsx';
import { visibleLine } from './safe/visible-text.ts';
import { SessionHeader } from './session-header.tsx';
import { SessionNotices } from './session-notices.tsx';
import styles from './session-screen.module.css';
import { sessionTabs } from './session-tabs.tsx';

/** One session: what it says and does, what came of it, and what can be done with it. */
export function SessionScreen() {
  const { sessionId = '', '*': rest = '' } = useParams();
  const info = useRpc('session.info', { session_id: sessionId });
  const needsYou = useNeedsYou();
  const [path = ''] = rest.split('/');
  const tab = sessionTabs.find((each) => each.path === path);
  usePageTitle(info.data === undefined ? 'Session' : visibleLine(info.data.name), needsYou);
  if (info.isPending) return <Loading what="the session" />;
  if (info.data === undefined) {
    return (
      <div className={styles['alone']}>
        <ErrorNotice error={info.error} actions={<a href={hrefOf('/')}>To the fleet</a>} />
      </div>
    );
  }
  const session = info.data;
  const Shown = tab?.tab;
  return (
    <div className={styles['screen']}>
      <SessionHeader session={session} tab={path} />
      <SessionNotices session={session} />
      <DeliveredNotice session={session} />
      <Suspense fallback={<Loading what="this tab" />}>
        {Shown === undefined ? (
          <EmptyState title="A session has no such side">
            <a href={hrefOf(`/sessions/${sessionId}`)}>To its conversation</a>
          </EmptyState>
        ) : (
          // A session of its own begins with a view of its own.
          <Shown key={sessionId} session={session} />
        )}
      </Suspense>
    </div>
  );
}

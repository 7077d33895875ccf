import { useParams } from 'wouter';
import { useRpc } from '../../data/rpc-query.ts';
import { SessionActions } from '../../session/session-actions.tsx';
import { StateBadge } from '../../session/state-badge.tsx';
import { stateWords } from '../../session/state-words.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';

/** One session. */
export function SessionScreen() {
  const { sessionId } = useParams<{ sessionId: string }>();
  const { data: session, error } = useRpc('session.info', { session_id: sessionId });
  if (error !== null) {
    return (
      <Page title="Session">
        <ErrorNotice error={error} />
      </Page>
    );
  }
  if (session === undefined) return <Loading what="the session" />;
  const { reason } = stateWords(session);
  return (
    <Page title={session.name} lead={session.task} actions={<SessionActions session={session} />}>
      <StateBadge session={session} /> {reason}
      {session.problem !== null && <Notice kind="bad">{session.problem.message}</Notice>}
    </Page>
  );
}

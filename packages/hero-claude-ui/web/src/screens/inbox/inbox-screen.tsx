import { Bell, BellOff, Inbox } from 'lucide-react';
import { hrefOf } from '../../app/hash-location.ts';
import { useNotifications } from '../../app/notifications.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { useSessions } from '../../data/sessions.ts';
import { ApprovalCard } from '../../session/approval/approval-card.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';
import styles from './inbox-screen.module.css';
import { Rules } from './rules.tsx';
import { useInboxKeys } from './use-inbox-keys.ts';

function NotifyButton() {
  const { possible, on, turn } = useNotifications();
  if (!possible) return null;
  return (
    <Button onClick={() => void turn(!on)} aria-pressed={on}>
      {on ? <Bell size={14} aria-hidden="true" /> : <BellOff size={14} aria-hidden="true" />}
      {on ? 'Notifications on' : 'Notify me'}
    </Button>
  );
}

/** Every question of every agent, oldest first. */
export function InboxScreen() {
  const { data, error } = useRpc('approval.list', {});
  const { data: sessions } = useSessions();
  useInboxKeys();
  const nameOf = (id: string) => sessions?.find(({ session_id }) => session_id === id)?.name ?? id;
  return (
    <Page title="Inbox" lead="What agents wait for, oldest first." actions={<NotifyButton />} narrow>
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <Loading what="the questions" />}
      {data?.approvals.length === 0 && (
        <EmptyState icon={<Inbox size={28} />} title="Nothing waits for you">
          When an agent wants a permission, has a question or a plan, it shows here, whichever session it is
          in. Sessions in the mode “Ask nothing” ask for no permissions.
        </EmptyState>
      )}
      {data !== undefined && data.approvals.length > 0 && (
        <>
          <p className={styles['keys']}>
            <kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>a</kbd> allow or answer, <kbd>d</kbd> deny, with
            words if you like
          </p>
          <div className={styles['list']}>
            {data.approvals.map((approval) => (
              <ApprovalCard
                key={approval.approval_id}
                approval={approval}
                from={<a href={hrefOf(`/sessions/${approval.session_id}`)}>{nameOf(approval.session_id)}</a>}
              />
            ))}
          </div>
          {data.more && <Notice>There are more; they follow when these are answered.</Notice>}
        </>
      )}
      <div className={styles['rules']}>
        <Rules />
      </div>
    </Page>
  );
}

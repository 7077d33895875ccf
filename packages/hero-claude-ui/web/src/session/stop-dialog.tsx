import type { Session } from 'hero-claude-sdk';
import { useRpcAction } from '../data/rpc-query.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNotice, Notice } from '../ui/notice.tsx';
import { isAgentAtWork } from './agent-at-work.ts';

/** Says what stopping ends and what stays. */
export function StopDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const { session_id, status } = session;
  const stop = useRpcAction('session.stop', { quiet: true, onDone: onClose });
  const actions = (
    <>
      <Button onClick={onClose}>Let it run</Button>
      <Button kind="primary" busy={stop.isPending} onClick={() => stop.mutate({ session_id })}>
        Stop
      </Button>
    </>
  );
  return (
    <Dialog title={`Stop “${session.name}”`} onClose={onClose} actions={actions}>
      {status === 'starting' ? (
        <p>Ends the start that is under way. The session is then what it was before.</p>
      ) : (
        <p>
          Ends the agent and its container. The files, what the agent installed in its home and the
          conversation stay: “Go on” starts it again where it was.
        </p>
      )}
      {isAgentAtWork(session) && (
        <Notice kind="warn">
          The agent is at work: its turn is cut. What it has written so far stays; programs it has started and
          what lies in /tmp are gone.
        </Notice>
      )}
      {stop.isError && <ErrorNotice error={stop.error} />}
    </Dialog>
  );
}

import type { Session } from 'hero-claude-sdk';
import { Check, Ellipsis, GitPullRequest, Play, RotateCcw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useRpcAction } from '../data/rpc-query.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { isAllowed } from './allowed-actions.ts';
import { DestroyDialog } from './destroy-dialog.tsx';
import { FinishDialog } from './finish-dialog.tsx';
import { StopDialog } from './stop-dialog.tsx';
import { SyncDialog } from './sync-dialog.tsx';

/** Its agent rests, with work that nobody has brought out. */
function isForReview({ undelivered, status, agent }: Session): boolean {
  return undelivered && (status === 'stopped' || agent?.state === 'idle');
}

/** A button for every step that the state of the session allows; what may lose work asks first. */
export function SessionActions({ session, small = false }: { session: Session; small?: boolean }) {
  const { session_id } = session;
  const [open, setOpen] = useState<'stop' | 'sync' | 'finish' | 'destroy' | undefined>();
  const start = useRpcAction('session.start');
  const restore = useRpcAction('session.restore');
  const close = () => setOpen(undefined);
  const others: MenuEntry[] = [];
  if (isAllowed('sync', session)) {
    others.push({
      key: 'sync',
      label: 'Bring up to date with the source…',
      icon: <RotateCcw size={16} />,
      onSelect: () => setOpen('sync'),
    });
  }
  if (isAllowed('destroy', session)) {
    others.push({
      key: 'destroy',
      label: 'Destroy…',
      icon: <Trash2 size={16} />,
      danger: true,
      separated: others.length > 0,
      onSelect: () => setOpen('destroy'),
    });
  }
  return (
    <>
      {isAllowed('start', session) && (
        <Button
          small={small}
          kind={session.status === 'created' ? 'primary' : 'normal'}
          busy={start.isPending}
          title={
            session.status === 'created'
              ? 'Makes the container and lets the agent begin with its task'
              : 'Makes a container again and goes on with the same conversation'
          }
          onClick={() => start.mutate({ session_id })}
        >
          <Play size={14} aria-hidden="true" /> {session.status === 'created' ? 'Start' : 'Go on'}
        </Button>
      )}
      {isAllowed('stop', session) && (
        <Button small={small} onClick={() => setOpen('stop')}>
          <Square size={14} aria-hidden="true" /> Stop…
        </Button>
      )}
      {isAllowed('finish', session) && (
        <Button
          small={small}
          kind={isForReview(session) ? 'primary' : 'normal'}
          onClick={() => setOpen('finish')}
        >
          {session.undelivered ? (
            <GitPullRequest size={14} aria-hidden="true" />
          ) : (
            <Check size={14} aria-hidden="true" />
          )}{' '}
          Finish…
        </Button>
      )}
      {isAllowed('restore', session) && (
        <Button
          small={small}
          busy={restore.isPending}
          title="Takes it out of the trash as it was; nothing runs until you start it"
          onClick={() => restore.mutate({ session_id })}
        >
          <RotateCcw size={14} aria-hidden="true" /> Restore
        </Button>
      )}
      {others.length > 0 && (
        <Menu
          trigger={
            <IconButton label="More actions" small={small}>
              <Ellipsis size={16} />
            </IconButton>
          }
          entries={others}
        />
      )}
      {open === 'stop' && <StopDialog session={session} onClose={close} />}
      {open === 'sync' && <SyncDialog session={session} onClose={close} />}
      {open === 'finish' && <FinishDialog session={session} onClose={close} />}
      {open === 'destroy' && <DestroyDialog session={session} onClose={close} />}
    </>
  );
}

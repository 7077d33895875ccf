import { type BatchCall, type ListedSession, RpcCallError } from 'hero-claude-sdk';
import { useState } from 'react';
import { useHero } from '../../data/hero-context.tsx';
import { isAllowed, type SessionStep } from '../../session/allowed-actions.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toast.tsx';
import styles from './bulk-bar.module.css';

type BulkStep = Extract<SessionStep, 'stop' | 'finish' | 'destroy'>;

const words: Record<BulkStep, { verb: string; done: string; says: string }> = {
  stop: { verb: 'Stop', done: 'stopped', says: 'Ends the agents; their work and conversations stay.' },
  finish: { verb: 'Finish', done: 'finished', says: 'Commits what is uncommitted and pushes the branches.' },
  destroy: {
    verb: 'Destroy',
    done: 'moved to the trash',
    says: 'Moves them to the trash for 30 days. One with undelivered work is refused and stays.',
  },
};

/** What can be done to all chosen sessions at once. */
export function BulkBar({ sessions, onDone }: { sessions: readonly ListedSession[]; onDone: () => void }) {
  const { client } = useHero();
  const toast = useToast();
  const [asked, setAsked] = useState<BulkStep>();
  const [busy, setBusy] = useState(false);

  async function run(step: BulkStep): Promise<void> {
    setBusy(true);
    const chosen = sessions.filter((session) => isAllowed(step, session));
    const calls: BatchCall[] = chosen.map(({ session_id }) => ({
      method: `session.${step}`,
      params: { session_id },
    }));
    try {
      const results = await client.batch(calls);
      const failed = results.flatMap((result, index) =>
        result.status === 'rejected' ? [`${chosen[index]?.name}: ${(result.reason as Error).message}`] : [],
      );
      const done = results.length - failed.length;
      if (done > 0) toast.show({ kind: 'good', text: `${done} ${words[step].done}` });
      if (failed.length > 0) toast.show({ kind: 'bad', text: failed.join('\n') });
    } catch (error) {
      toast.show({ kind: 'bad', text: error instanceof RpcCallError ? error.message : String(error) });
    } finally {
      setBusy(false);
      setAsked(undefined);
      onDone();
    }
  }

  if (sessions.length === 0) return null;
  return (
    <div className={styles['bar']} role="toolbar" aria-label="Chosen sessions">
      <strong>{sessions.length} chosen</strong>
      {(Object.keys(words) as BulkStep[]).map((step) => {
        const able = sessions.filter((session) => isAllowed(step, session)).length;
        return (
          <Button
            key={step}
            small
            kind={step === 'destroy' ? 'danger' : 'normal'}
            disabled={able === 0}
            onClick={() => setAsked(step)}
          >
            {words[step].verb} {able}…
          </Button>
        );
      })}
      <Button small kind="ghost" onClick={onDone}>
        Choose none
      </Button>
      {asked !== undefined && (
        <Dialog
          title={`${words[asked].verb} several sessions`}
          onClose={() => setAsked(undefined)}
          actions={
            <>
              <Button onClick={() => setAsked(undefined)}>Cancel</Button>
              <Button
                kind={asked === 'destroy' ? 'danger' : 'primary'}
                busy={busy}
                onClick={() => void run(asked)}
              >
                {words[asked].verb}
              </Button>
            </>
          }
        >
          <p>{words[asked].says}</p>
          <ul>
            {sessions.map((session) => (
              <li key={session.session_id}>
                {session.name}
                {!isAllowed(asked, session) && ` (${session.status}: left as it is)`}
              </li>
            ))}
          </ul>
          {asked === 'destroy' && <Notice kind="info">Branches that were pushed stay.</Notice>}
        </Dialog>
      )}
    </div>
  );
}

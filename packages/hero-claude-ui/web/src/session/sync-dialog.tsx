import type { Session, SyncedRepo } from 'hero-claude-sdk';
import { useState } from 'react';
import { useRpcAction } from '../data/rpc-query.ts';
import { useSend } from '../screens/session/composer/use-send.ts';
import { visibleLine } from '../screens/session/safe/visible-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { ErrorNotice, Notice } from '../ui/notice.tsx';
import { isAgentAtWork } from './agent-at-work.ts';

type Conflicts = 'refuse' | 'hand_over';

/** Says what bringing up to date does, shows what came of it, and what to do with conflicts. */
export function SyncDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const { session_id } = session;
  const [interrupt, setInterrupt] = useState(false);
  const working = isAgentAtWork(session);
  const sync = useRpcAction('session.sync', { quiet: true });
  const tell = useSend(session, [], onClose);
  const run = (conflicts: Conflicts) => sync.mutate({ session_id, conflicts, ...(working && { interrupt }) });
  const outcome = sync.data?.repos;
  const refused =
    sync.variables?.conflicts === 'refuse' && outcome?.some(({ conflicts }) => conflicts.length > 0) === true;
  const done = outcome !== undefined && !refused;
  const marked = done ? outcome.filter(({ conflicts }) => conflicts.length > 0) : [];
  const actions = (
    <>
      <Button onClick={onClose}>{outcome === undefined ? 'Cancel' : 'Close'}</Button>
      {marked.length > 0 && (
        <Button kind="primary" busy={tell.busy} onClick={() => tell.send(resolveWords(marked), 'queue')}>
          Tell the agent to resolve them
        </Button>
      )}
      {!done && (
        <Button
          kind="primary"
          busy={sync.isPending}
          disabled={working && !interrupt}
          onClick={() => run(refused ? 'hand_over' : 'refuse')}
        >
          {refused ? 'Merge, and leave the conflicts to the agent' : 'Bring up to date'}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={`Bring “${session.name}” up to date`} onClose={onClose} actions={actions}>
      {outcome === undefined && (
        <p>
          Takes each source as it is now, uncommitted changes included if the session began with them, and
          merges it into the session's copy as git would. What the agent did stays. Where both changed the
          same lines nothing is merged, and you are asked.
        </p>
      )}
      {outcome?.map((repo) => (
        <Outcome key={repo.name} repo={repo} refused={refused} />
      ))}
      {working && !done && (
        <Checkbox checked={interrupt} onChange={setInterrupt}>
          The agent is at work: end its turn first
        </Checkbox>
      )}
      {sync.isError && <ErrorNotice error={sync.error} />}
      {tell.error !== null && <ErrorNotice error={tell.error} />}
    </Dialog>
  );
}

function resolveWords(repos: readonly SyncedRepo[]): string {
  const files = repos.flatMap(({ name, conflicts }) => conflicts.map((file) => `- ${name}/${file}`));
  return `I have merged what is new in the sources. Resolve the conflicts in these files, so that both changes hold, and commit the merge:\n${files.join('\n')}`;
}

function Outcome({ repo, refused }: { repo: SyncedRepo; refused: boolean }) {
  const { name, merged, commits, conflicts } = repo;
  const label = <strong>{visibleLine(name)}</strong>;
  if (conflicts.length > 0) {
    return (
      <Notice kind="warn">
        {label}:{' '}
        {refused
          ? 'not merged, both changed the same lines of'
          : 'merged, with marks of conflict for the agent to resolve in'}
        <ul>
          {conflicts.map((file) => (
            <li key={file}>
              <code>{visibleLine(file)}</code>
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  if (!merged) return <Notice>{label}: nothing new in its source.</Notice>;
  return (
    <Notice kind="good">
      {label}: {commits === 1 ? 'one new commit' : `${commits} new commits`} of its source merged.
    </Notice>
  );
}

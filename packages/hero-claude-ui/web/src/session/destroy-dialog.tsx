import type { LostWork, Session } from 'hero-claude-sdk';
import { useState } from 'react';
import { useRpc, useRpcAction } from '../data/rpc-query.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { ErrorNotice, Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/spinner.tsx';

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** What a repository would lose, in words. */
export function lostWords({ repo, commits, uncommitted_files, refs }: LostWork): string {
  const parts = [
    commits > 0 && count(commits, 'undelivered commit', 'undelivered commits'),
    uncommitted_files > 0 && count(uncommitted_files, 'uncommitted file', 'uncommitted files'),
    refs.length > 0 && `other branches (${refs.map(({ ref }) => ref).join(', ')})`,
  ].filter((part) => part !== false);
  return `${repo}: ${parts.join(', ')}`;
}

/** Says what would be lost before anything goes. */
export function DestroyDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const { session_id } = session;
  const [force, setForce] = useState(false);
  const preview = useRpc('session.destroy', { session_id, dry_run: true }, { staleTime: 0 });
  const destroy = useRpcAction('session.destroy', { quiet: true, onDone: onClose });
  const lost = preview.data?.would_lose ?? [];
  const actions = (
    <>
      <Button onClick={onClose}>Keep it</Button>
      <Button
        kind="danger"
        busy={destroy.isPending}
        disabled={preview.isPending || (lost.length > 0 && !force)}
        onClick={() => destroy.mutate({ session_id, ...(force && { force }) })}
      >
        Move to the trash
      </Button>
    </>
  );
  return (
    <Dialog title={`Destroy “${session.name}”`} onClose={onClose} actions={actions}>
      <p>
        Ends the agent and moves the session to the trash, from where it can be restored for 30 days. Branches
        that were pushed stay.
      </p>
      {preview.isPending && <Loading what="what would be lost" />}
      {preview.isError && <ErrorNotice error={preview.error} />}
      {lost.length > 0 && (
        <>
          <Notice kind="warn">
            Not delivered anywhere:
            {lost.map((work) => (
              <div key={work.repo}>{lostWords(work)}</div>
            ))}
          </Notice>
          <Checkbox checked={force} onChange={setForce}>
            Destroy it all the same
          </Checkbox>
        </>
      )}
      {preview.isSuccess && lost.length === 0 && (
        <Notice kind="good">Nothing undelivered would be lost.</Notice>
      )}
      {destroy.isError && <ErrorNotice error={destroy.error} />}
    </Dialog>
  );
}

import type { Methods } from 'hero-claude-sdk';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { hrefOf } from '../../app/hash-location.ts';
import { useInvalidate, useRpc, useRpcAction } from '../../data/rpc-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { bytes } from '../../ui/numbers.ts';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useToast } from '../../ui/toast.tsx';

type Entry = Methods['trash.list']['result'][number];

function EmptyDialog({ entries, onClose }: { entries: readonly Entry[]; onClose: () => void }) {
  const invalidate = useInvalidate();
  const empty = useRpcAction('trash.empty', {
    onDone: () => {
      invalidate('trash.list');
      onClose();
    },
  });
  const actions = (
    <>
      <Button onClick={onClose}>Keep</Button>
      <Button
        kind="danger"
        busy={empty.isPending}
        onClick={() => empty.mutate({ session_ids: entries.map(({ session }) => session.session_id) })}
      >
        Delete for good
      </Button>
    </>
  );
  return (
    <Dialog title="Delete for good" onClose={onClose} actions={actions}>
      <p>Copies, conversations and vaults of these sessions go, and nothing brings them back:</p>
      <ul>
        {entries.map(({ session }) => (
          <li key={session.session_id}>{session.name}</li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Destroyed sessions, which can come back for 30 days. */
export function TrashScreen() {
  const { data, error } = useRpc('trash.list', {});
  const [deleting, setDeleting] = useState<readonly Entry[]>();
  const toast = useToast();
  const invalidate = useInvalidate();
  const restore = useRpcAction('session.restore', {
    onDone: ({ name }) => {
      toast.show({ kind: 'good', text: `${name} is back` });
      invalidate('trash.list', 'session.list');
    },
  });
  const columns: Column<Entry>[] = [
    {
      head: 'Session',
      cell: ({ session }) => <a href={hrefOf(`/sessions/${session.session_id}`)}>{session.name}</a>,
    },
    { head: 'Repositories', cell: ({ session }) => session.repos.map(({ name }) => name).join(', ') },
    {
      head: 'Destroyed',
      kind: 'tight',
      cell: ({ session }) => (session.destroyed_at === null ? '' : <TimeAgo at={session.destroyed_at} />),
    },
    {
      head: 'Kept until',
      kind: 'tight',
      cell: (entry) => new Date(entry.restorable_until).toLocaleDateString(),
    },
    { head: 'Size', kind: 'number', cell: (entry) => (entry.bytes === null ? '…' : bytes(entry.bytes)) },
    {
      head: 'Actions',
      kind: 'actions',
      cell: (entry) => (
        <>
          <Button
            small
            busy={restore.isPending && restore.variables.session_id === entry.session.session_id}
            onClick={() => restore.mutate({ session_id: entry.session.session_id })}
          >
            Restore
          </Button>{' '}
          <Button small kind="danger" onClick={() => setDeleting([entry])}>
            Delete…
          </Button>
        </>
      ),
    },
  ];
  return (
    <Page
      title="Trash"
      lead="Destroyed sessions stay here for 30 days."
      actions={
        data !== undefined &&
        data.length > 0 && (
          <Button kind="danger" onClick={() => setDeleting(data)}>
            Empty the trash…
          </Button>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <Loading what="the trash" />}
      {data?.length === 0 && (
        <EmptyState icon={<Trash2 size={28} />} title="The trash is empty">
          A session that you destroy comes here first, with its copy and its conversation.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Table label="Trash" columns={columns} rows={data} keyOf={({ session }) => session.session_id} />
      )}
      {deleting !== undefined && <EmptyDialog entries={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

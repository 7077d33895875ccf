import type { CheckedGuarantee } from 'hero-claude-sdk';
import { useRpc } from '../../data/rpc-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { checkTones } from './check-tones.ts';

const columns: Column<CheckedGuarantee>[] = [
  { head: 'Promise', cell: ({ promise }) => <strong>{promise}</strong> },
  { head: 'Means', cell: ({ means }) => means },
  { head: 'Does not mean', cell: ({ does_not_mean }) => does_not_mean },
  {
    head: 'Here and now',
    cell: ({ now, tests }) =>
      now === null ? (
        `${tests.length} tests`
      ) : (
        <>
          <Badge tone={checkTones[now.status]}>{now.status}</Badge> {now.message}
        </>
      ),
  },
];

/** What is promised, and what of it this installation shows. */
export function Guarantees() {
  const { data, error } = useRpc('server.guarantees', {}, { staleTime: 30_000 });
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading what="the guarantees" />;
  return <Table label="Guarantees" columns={columns} rows={data.guarantees} keyOf={({ id }) => id} />;
}

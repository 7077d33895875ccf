import type { Check } from 'hero-claude-sdk';
import { useRpc } from '../../data/rpc-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { checkTones } from './check-tones.ts';

const askEveryMs = 15_000;

const columns: Column<Check>[] = [
  { head: 'Check', kind: 'tight', cell: ({ name }) => name },
  { head: 'State', kind: 'tight', cell: ({ status }) => <Badge tone={checkTones[status]}>{status}</Badge> },
  {
    head: 'What it says',
    cell: ({ message, fix }) => (
      <>
        {message}
        {fix !== undefined && (
          <div>
            <strong>To mend it:</strong> {fix}
          </div>
        )}
      </>
    ),
  },
];

/** What the server checks of itself, with what mends it. */
export function Health() {
  const { data, error, refetch, isFetching } = useRpc(
    'server.health',
    {},
    { staleTime: 0, refetchInterval: askEveryMs },
  );
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading what="the checks" />;
  return (
    <>
      <Table label="Health" columns={columns} rows={data.checks} keyOf={({ name }) => name} />
      <div>
        <Button small busy={isFetching} onClick={() => void refetch()}>
          Check again
        </Button>
      </div>
    </>
  );
}

import { ChartNoAxesColumn } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useRpc } from '../../data/rpc-query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import { Budgets } from './budgets.tsx';
import { type By, heads } from './usage-by.ts';
import { UsageTable } from './usage-table.tsx';

const periods: Record<string, string> = { '7': 'Last 7 days', '30': 'Last 30 days', '': 'All time' };
const dayMs = 86_400_000;
const askEveryMs = 15_000;

/** What the agents used, as the gateway counted it. */
export function UsageScreen() {
  const [by, setBy] = useState<By>('day');
  const [days, setDays] = useState('30');
  const since = useMemo(
    () =>
      days === '' ? {} : { since: new Date(Date.now() - Number(days) * dayMs).toISOString().slice(0, 10) },
    [days],
  );
  const { data, error } = useRpc(
    'usage.summary',
    { by, ...since },
    { staleTime: 0, refetchInterval: askEveryMs },
  );
  return (
    <Page title="Usage" lead="Counted by the gateway, once per answer of a model, sub-agents included.">
      <Toolbar>
        <Select aria-label="Group by" value={by} onChange={(event) => setBy(event.target.value as By)}>
          {Object.entries(heads).map(([value, head]) => (
            <option key={value} value={value}>
              By {head.toLowerCase()}
            </option>
          ))}
        </Select>
        <Select aria-label="Period" value={days} onChange={(event) => setDays(event.target.value)}>
          {Object.entries(periods).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      </Toolbar>
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <Loading what="the usage" />}
      {data !== undefined && data.rows.length === 0 && (
        <EmptyState icon={<ChartNoAxesColumn size={28} />} title="Nothing was used">
          No agent asked a model in this time. What they use shows here as soon as they do.
        </EmptyState>
      )}
      {data !== undefined && data.rows.length > 0 && <UsageTable by={by} summary={data} />}
      <Budgets today={data?.today ?? null} />
    </Page>
  );
}

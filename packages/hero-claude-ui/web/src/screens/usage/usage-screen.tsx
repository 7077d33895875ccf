import type { AccountLimits, Methods, UsageRow, UsageSummary } from 'hero-claude-sdk';
import { ChartNoAxesColumn } from 'lucide-react';
import { useMemo, useState } from 'react';
import { hrefOf } from '../../app/hash-location.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/field.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { dollars, short } from '../../ui/numbers.ts';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import styles from './usage-screen.module.css';

type By = NonNullable<Methods['usage.summary']['params']['by']>;

const heads: Record<By, string> = { day: 'Day', repo: 'Repository', model: 'Model', session: 'Session' };
const periods: Record<string, string> = { '7': 'Last 7 days', '30': 'Last 30 days', '': 'All time' };
const dayMs = 86_400_000;
const askEveryMs = 15_000;

function columnsFor(by: By, dearest: number): Column<UsageRow>[] {
  return [
    {
      head: heads[by],
      cell: ({ key, label }) =>
        by === 'session' ? <a href={hrefOf(`/sessions/${key}`)}>{label ?? key}</a> : (label ?? key),
    },
    { head: 'Cost', kind: 'number', cell: ({ cost_usd }) => dollars(cost_usd) },
    {
      head: 'Share',
      cell: ({ cost_usd, key }) => (
        <progress
          className={styles['share']}
          value={cost_usd}
          max={dearest || 1}
          aria-label={`Cost of ${key}`}
        />
      ),
    },
    { head: 'Calls', kind: 'number', cell: ({ calls }) => short(calls) },
    { head: 'Input', kind: 'number', cell: ({ input_tokens }) => short(input_tokens) },
    { head: 'Output', kind: 'number', cell: ({ output_tokens }) => short(output_tokens) },
    { head: 'From cache', kind: 'number', cell: ({ cache_read_tokens }) => short(cache_read_tokens) },
    { head: 'Into cache', kind: 'number', cell: ({ cache_write_tokens }) => short(cache_write_tokens) },
  ];
}

function Tile({ value, what }: { value: string; what: string }) {
  return (
    <div className={styles['tile']}>
      <div className={styles['value']}>{value}</div>
      <div className={styles['quiet']}>{what}</div>
    </div>
  );
}

function LimitTile({ what, limit }: { what: string; limit: AccountLimits['five_hour'] }) {
  if (limit === null) return null;
  const used = limit.used_percent ?? 0;
  return (
    <div className={styles['tile']}>
      <div className={styles['value']}>{Math.round(used)} %</div>
      <progress value={used} max={100} aria-label={what} />
      <div className={styles['quiet']}>
        {what}
        {limit.resets_at !== null && `, begins anew ${new Date(limit.resets_at).toLocaleString()}`}
      </div>
    </div>
  );
}

function Summary({ by, summary }: { by: By; summary: UsageSummary }) {
  const { rows, total, equivalent, account } = summary;
  const dearest = Math.max(...rows.map(({ cost_usd }) => cost_usd), 0);
  return (
    <>
      <div className={styles['tiles']}>
        <Tile
          value={dollars(total.cost_usd)}
          what={equivalent ? 'list price; a subscription pays' : 'at list price'}
        />
        <Tile value={short(total.calls)} what="answers of the model" />
        <Tile
          value={short(total.input_tokens + total.cache_read_tokens + total.cache_write_tokens)}
          what="tokens read"
        />
        <Tile value={short(total.output_tokens)} what="tokens written" />
        {account !== null && (
          <>
            <LimitTile what="of the five-hour limit" limit={account.five_hour} />
            <LimitTile what="of the seven-day limit" limit={account.seven_day} />
          </>
        )}
      </div>
      {total.unpriced_calls > 0 && (
        <Notice kind="warn">
          {total.unpriced_calls} answers came from models whose price is not known; the costs are without
          them.
        </Notice>
      )}
      <Table
        label={`Usage by ${by}`}
        columns={columnsFor(by, dearest)}
        rows={rows}
        keyOf={({ key }) => key}
      />
    </>
  );
}

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
      {data !== undefined && data.rows.length > 0 && <Summary by={by} summary={data} />}
    </Page>
  );
}

import type { AccountLimits, UsageRow, UsageSummary } from 'hero-claude-sdk';
import { hrefOf } from '../../app/hash-location.ts';
import { Notice } from '../../ui/notice.tsx';
import { dollars, short } from '../../ui/numbers.ts';
import { type Column, Table } from '../../ui/table.tsx';
import { shortTime } from '../../ui/time-ago.tsx';
import { type By, heads } from './usage-by.ts';
import styles from './usage-screen.module.css';

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
        {limit.resets_at !== null && `, begins anew ${shortTime(limit.resets_at)}`}
      </div>
    </div>
  );
}

/** The sums on tiles, and the rows below them. */
export function UsageTable({ by, summary }: { by: By; summary: UsageSummary }) {
  const { rows, total, equivalent, account } = summary;
  const dearest = Math.max(...rows.map(({ cost_usd }) => cost_usd), 0);
  return (
    <div className={styles['summary']}>
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
    </div>
  );
}

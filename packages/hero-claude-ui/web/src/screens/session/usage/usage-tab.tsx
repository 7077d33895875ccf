import type { SessionDetails } from 'hero-claude-sdk';
import { useRpc } from '../../../data/rpc-query.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { bytes, dollars, short } from '../../../ui/numbers.ts';
import { Loading } from '../../../ui/spinner.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import { BarChart } from './bar-chart.tsx';
import { costBars, tokenBars } from './turn-bars.ts';
import { TurnTable } from './turn-table.tsx';
import styles from './usage-tab.module.css';
import { useTurns } from './use-turns.ts';

const askMs = 5_000;

/** What the session uses now, and what it has used turn by turn. */
export function UsageTab({ session }: { session: SessionDetails }) {
  const { session_id } = session;
  const usage = useRpc('session.usage', { session_id }, { refetchInterval: askMs });
  const turns = useTurns(session_id, session.updated_at);
  const list = turns.data ?? [];
  return (
    <div className={styles['tab']}>
      <Now sessionId={session_id} />
      {usage.isError && <ErrorNotice error={usage.error} />}
      {usage.data !== undefined && (
        <dl className={styles['facts']}>
          <Fact name="Cost" value={dollars(usage.data.cost_usd)} note={costNote(session.money)} />
          <Fact name="Model calls" value={usage.data.messages.toLocaleString('en')} />
          <Fact name="Output" value={`${short(usage.data.output_tokens)} tokens`} />
          <Fact name="Input" value={`${short(usage.data.input_tokens)} tokens`} note="not from a cache" />
          <Fact
            name="Cache"
            value={`${short(usage.data.cache_read_tokens)} read`}
            note={`${short(usage.data.cache_write_tokens)} written`}
          />
          {usage.data.models.length > 1 &&
            usage.data.models.map((model) => (
              <Fact
                key={model.model}
                name={visibleLine(model.model)}
                value={`${short(model.output_tokens)} output`}
              />
            ))}
        </dl>
      )}
      {turns.isPending && <Loading what="the turns" />}
      {turns.isError && <ErrorNotice error={turns.error} />}
      {turns.isSuccess && list.length === 0 && (
        <EmptyState title="No turn yet">
          What each turn used is shown here once the agent has had one.
        </EmptyState>
      )}
      {list.length > 0 && (
        <>
          <div className={styles['charts']}>
            <BarChart title="Tokens" bars={tokenBars(list)} format={short} />
            <BarChart title="Cost" bars={costBars(list)} format={dollars} />
          </div>
          <TurnTable turns={list} />
        </>
      )}
    </div>
  );
}

function Now({ sessionId }: { sessionId: string }) {
  const { data } = useRpc('session.info', { session_id: sessionId }, { refetchInterval: askMs });
  if (data === undefined) return null;
  const { cpu_percent, memory_bytes, memory_limit_bytes, pids, disk_bytes } = data.usage;
  return (
    <dl className={styles['facts']}>
      <Fact
        name="CPU now"
        value={cpu_percent === null ? '–' : `${Math.round(cpu_percent)} %`}
        note={`of ${data.cpu} cores`}
      />
      <Fact
        name="Memory now"
        value={memory_bytes === null ? '–' : bytes(memory_bytes)}
        note={memory_limit_bytes === null ? `limit ${data.memory_gb} GB` : `of ${bytes(memory_limit_bytes)}`}
      />
      <Fact name="Processes" value={pids === null ? '–' : String(pids)} />
      <Fact name="Disk" value={disk_bytes === null ? '–' : bytes(disk_bytes)} note="session folder" />
    </dl>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>
        {value}
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}

function costNote({ equivalent, budget_usd, unpriced_calls }: SessionDetails['money']): string {
  const parts = [
    equivalent ? 'list price, paid by the subscription' : 'list price',
    budget_usd !== null && `budget ${dollars(budget_usd)}`,
    unpriced_calls > 0 && `${unpriced_calls} calls without a price`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

import type { ListedSession, SessionMoney } from 'hero-claude-sdk';
import { hrefOf } from '../../app/hash-location.ts';
import { useSessions } from '../../data/sessions.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { dollars, short } from '../../ui/numbers.ts';
import { Section } from '../../ui/section.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import styles from './usage-screen.module.css';

const levels: Record<SessionMoney['level'], { tone: Tone; words: string }> = {
  ok: { tone: 'good', words: 'within' },
  warning: { tone: 'warn', words: 'nearly used up' },
  reached: { tone: 'bad', words: 'used up' },
};

function limitWords({ budget_usd, token_limit }: SessionMoney): string {
  const limits = [
    budget_usd !== null && dollars(budget_usd),
    token_limit !== null && `${short(token_limit)} tokens`,
  ].filter((limit) => limit !== false);
  return limits.length === 0 ? 'that of the day' : limits.join(', ');
}

const columns: Column<ListedSession>[] = [
  {
    head: 'Session',
    cell: ({ session_id, name }) => <a href={hrefOf(`/sessions/${session_id}/usage`)}>{name}</a>,
  },
  { head: 'Spent', kind: 'number', cell: ({ money }) => dollars(money.cost_usd) },
  { head: 'Budget', kind: 'number', cell: ({ money }) => limitWords(money) },
  {
    head: 'Used',
    cell: ({ name, money }) => (
      <progress
        className={styles['share']}
        value={money.used_percent ?? 0}
        max={100}
        aria-label={`Used of the budget of ${name}`}
      />
    ),
  },
  { head: '%', kind: 'number', cell: ({ money }) => `${Math.round(money.used_percent ?? 0)} %` },
  {
    head: 'State',
    kind: 'tight',
    cell: ({ money }) => (
      <Badge tone={levels[money.level].tone} title={money.reason ?? undefined}>
        {levels[money.level].words}
      </Badge>
    ),
  },
];

/** How full the budgets are, the fullest first. */
export function Budgets() {
  const { data: sessions } = useSessions();
  const limited = (sessions ?? [])
    .filter(({ money }) => money.used_percent !== null)
    .sort((a, b) => (b.money.used_percent ?? 0) - (a.money.used_percent ?? 0));
  return (
    <Section
      title="Budgets"
      lead={
        <>
          A session gets one when it is created, or on its page. <code>HERO_CLAUDE_BUDGET_USD_PER_DAY</code>{' '}
          limits all of them in a day. Calls beyond a budget are refused.
        </>
      }
    >
      {limited.length === 0 ? (
        <p className={styles['quiet']}>No session has a budget.</p>
      ) : (
        <Table label="Budgets" columns={columns} rows={limited} keyOf={({ session_id }) => session_id} />
      )}
    </Section>
  );
}

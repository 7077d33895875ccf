import type { DayMoney, ListedSession, SessionMoney } from 'hero-claude-sdk';
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

function TodayTile({ today }: { today: DayMoney }) {
  const { cost_usd, tokens, budget_usd, token_limit, used_percent } = today;
  const parts = [
    budget_usd !== null && `${dollars(cost_usd)} of ${dollars(budget_usd)}`,
    token_limit !== null && `${short(tokens)} of ${short(token_limit)} tokens`,
  ].filter((part) => part !== false);
  return (
    <div className={styles['tiles']}>
      <div className={styles['tile']}>
        <div className={styles['value']}>{parts.length === 0 ? dollars(cost_usd) : parts.join(', ')}</div>
        {used_percent !== null && (
          <progress value={used_percent} max={100} aria-label="Used of the budget of the day" />
        )}
        <div className={styles['quiet']}>
          {parts.length === 0 ? 'today by all sessions, without a limit' : 'today by all sessions'}
        </div>
      </div>
    </div>
  );
}

/** How full the budgets are, that of the day and then the fullest first. */
export function Budgets({ today }: { today: DayMoney | null }) {
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
          in <code>~/hero/cfg/hero_claude/env</code> limits all of them in a day (UTC), from the next{' '}
          <code>hero-claude restart</code> on. Calls beyond a budget are refused.
        </>
      }
    >
      {today !== null && <TodayTile today={today} />}
      {limited.length === 0 ? (
        <p className={styles['quiet']}>No session has a budget.</p>
      ) : (
        <Table label="Budgets" columns={columns} rows={limited} keyOf={({ session_id }) => session_id} />
      )}
    </Section>
  );
}

import type { Session } from 'hero-claude-sdk';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { sessionTable } from './session-table.ts';

const plain = pc.createColors(false);
const now = Date.parse('2026-01-01T12:00:00Z');

const session = {
  session_id: 'a1b2c3d4',
  name: 'Mend the login',
  status: 'running',
  agent: { state: 'waiting', since: '2026-01-01T11:59:00Z', waiting_for: ['r1'] },
  problem: null,
  repos: [{ name: 'shop' }, { name: 'lib/core' }],
  money: { cost_usd: 0.42, tokens: 10, budget_usd: 5, unpriced_calls: 0, level: 'ok' },
  created_at: '2026-01-01T09:00:00Z',
} as unknown as Session;

it('shows one session to a line', () => {
  expect(sessionTable([session], plain, now)).toBe(
    [
      'id        name            status   agent            cost            repos           age',
      'a1b2c3d4  Mend the login  running  waiting for you  $0.42 of $5.00  shop, lib/core  3h',
    ].join('\n'),
  );
});

it('cuts long names, escapes them, and says how to make the first session', () => {
  expect(
    sessionTable([{ ...session, name: `\u001b[31m${'x'.repeat(60)}`, agent: null }], plain, now),
  ).toContain(`\\x1b[31m${'x'.repeat(31)}…`);
  expect(sessionTable([], plain, now)).toContain('session create');
});

it('keeps a session on one line of a narrow terminal, its name cut first', () => {
  const long = { ...session, agent: null, name: '修正登入 and everything that belongs to it' };
  const at = (columns: number) => sessionTable([long], plain, now, columns).split('\n')[1];
  expect(at(200)).toContain('修正登入 and everything that belongs to it  running');
  expect(at(80)).toBe('a1b2c3d4  修正登入 and eve…  running  -      $0.42 of $5.00  shop, lib/core  3h');
  expect(at(40)).toMatch(/^a1b2c3d4 {2}修正登入 an… {2}running {2}- +…$/);
});

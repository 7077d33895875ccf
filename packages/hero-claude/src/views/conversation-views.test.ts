import type { Session, Turn } from 'hero-claude-sdk';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { agentPhrase } from '../conversation/agent-phrase.ts';
import { money, tokenCount, turnWords } from '../conversation/turn-words.ts';
import { configureView, interruptView, searchView, sendView } from './conversation-views.ts';
import { queueTable } from './queue-view.ts';
import { turnTable } from './turn-table.ts';
import { usageView } from './usage-view.ts';

const plain = pc.createColors(false);
const now = Date.parse('2026-01-01T00:05:00Z');
const at = '2026-01-01T00:00:00Z';

const turn: Turn = {
  turn: 2,
  started_by: 'user',
  prompts: [],
  state: 'done',
  started_at: at,
  ended_at: '2026-01-01T00:01:02Z',
  duration_ms: 62_000,
  result: 'Mended.\nAll tests pass.',
  api_error_status: null,
  tokens: { input_tokens: 1200, output_tokens: 950, cache_read_tokens: 30_000, cache_write_tokens: 2800 },
  cost_usd: 0.314,
  tools: [
    { name: 'Bash', calls: 7 },
    { name: 'Edit', calls: 1 },
  ],
  files: ['a'],
  messages: 9,
  first_seq: 1,
  last_seq: 9,
};

it('shows turns one to a line', () => {
  const cut: Turn = {
    ...turn,
    turn: 3,
    state: 'cut',
    duration_ms: null,
    result: null,
    tokens: null,
    cost_usd: null,
  };
  expect(turnTable({ turns: [turn, cut], next: 3, more: true }, plain, now)).toBe(
    [
      'turn  state  by    began   took  cost   in   out  calls  files  said',
      '2     done   user  5m ago  1m    $0.31  34k  950  8      1      Mended.',
      '3     cut    user  5m ago  -     -      -    -    8      1',
      'more: --after 3',
    ].join('\n'),
  );
});

it('says in one line how a turn ended and what it took', () => {
  expect(turnWords(turn)).toEqual({
    text: 'turn 2 done',
    facts: '1m, $0.31, 34k in, 950 out, 8 calls, 1 file',
  });
  expect([money(0), money(0.004), money(12)]).toEqual(['$0.00', '$0.0040', '$12.00']);
  expect([950, 1200, 34_000, 5_600_000].map(tokenCount)).toEqual(['950', '1.2k', '34k', '5.6M']);
});

it.each([
  [{ state: 'working', since: at }, 'working 5m'],
  [{ state: 'waiting', since: at, detail: 'Bash' }, 'waits for you (Bash)'],
  [{ state: 'stuck', since: at, detail: 'not a line' }, 'stuck (not a line, since 5m ago)'],
  [{ state: 'exited', since: at, exit_code: null }, 'ended (by a signal)'],
] as const)('says what the agent does: %j', (agent, phrase) => {
  expect(agentPhrase(agent, now)).toBe(phrase);
});

it('says until when a quota lasts, with the day when it is another one', () => {
  const until = new Date(2026, 0, 1, 22, 26).toISOString();
  const quota = { state: 'quota', since: at, until } as const;
  expect(agentPhrase(quota, new Date(2026, 0, 1, 12).getTime())).toBe('quota (until 22:26)');
  expect(agentPhrase(quota, new Date(2025, 11, 31, 12).getTime())).toBe('quota (until 2026-01-01 22:26)');
});

it('shows the queue, what was found, and what was done', () => {
  const queued = {
    position: 1,
    prompt: 'two\nlines',
    command: false,
    attachments: [],
    queued_by: 'ana',
    queued_at: at,
  };
  expect(queueTable([{ ...queued, uuid: 'e93029e5-x' }], plain, now)).toBe(
    'place  prompt      kind    by   queued  id\n1      two\\nlines  prompt  ana  5m ago  e93029e5',
  );
  expect(queueTable([], plain)).toBe('nothing is queued');
  const hit = { session_id: 'a1b2c3d4', seq: 7, at, turn: 1, kind: 'tool_input' as const };
  expect(searchView([{ ...hit, excerpt: 'npm\n  test\u001b' }], plain, now)).toBe(
    'session   line  kind  when    what\na1b2c3d4  7     call  5m ago  npm test\\x1b',
  );
  expect(sendView({ uuid: 'x', state: 'queued', position: 2 }, plain)).toBe('queued, place 2');
  expect(interruptView({ interrupted: true, queued: 1 }, plain)).toBe(
    'interrupted; 1 prompt in the queue goes on',
  );
  const session = {
    session_id: 'a1b2c3d4',
    name: 'Mend',
    status: 'running',
    agent: null,
    problem: null,
    repos: [],
    notices: ['effort: low is used'],
  };
  expect(
    configureView(
      { session: session as unknown as Session, applied: { model: 'live', egress: 'next_start' } },
      plain,
    ),
  ).toContain('  note  effort: low is used\n  model: from now on\n  egress: from the next start');
});

it('shows what a session has used', () => {
  const used = {
    messages: 2,
    input_tokens: 1500,
    output_tokens: 20,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    cache_write_hour_tokens: 0,
    web_searches: 0,
    cost_usd: 0.42,
    unpriced_calls: 0,
  };
  const usage = {
    ...used,
    session_id: 'a1b2c3d4',
    equivalent: true,
    agent_cost_usd: 0.5,
    models: [{ ...used, model: 'claude-x' }],
  };
  expect(usageView(usage, plain)).toBe(
    [
      'model     answers    in  out  cache read  cache written   cost',
      'claude-x        2  1.5k   20           0              0  $0.42',
      'list-price equivalents: a subscription pays',
    ].join('\n'),
  );
  expect(usageView({ ...usage, models: [], equivalent: false }, plain)).toBe('the model was not asked yet');
});

import pc from 'picocolors';
import { expect, it } from 'vitest';
import { textWidth } from '../terminal/fit-text.ts';
import { Screen } from '../terminal/screen.ts';
import { type LiveView, liveArea } from './live-area.ts';
import { PromptLine } from './prompt-line.ts';
import { statusLine } from './status-line.ts';

const plain = pc.createColors(false);
const now = Date.parse('2026-01-01T00:01:00Z');
const speaker = { depth: 0, label: undefined };
const call = (name: string, begunAt: number) => ({
  id: name,
  name,
  input: { command: `run ${name}` },
  messageId: 'm',
  speaker,
  begunAt,
  outcome: undefined,
});

const view: LiveView = {
  writing: 'I am about to',
  calls: [call('Bash', now - 65_000), call('Grep', now)],
  tasks: [{ label: 'count files', doing: 'Running List' }],
  todos: [
    { text: 'Look', doing: 'Looking', status: 'completed' },
    { text: 'Mend', doing: 'Mending', status: 'in_progress' },
  ],
  status: 'shop · working 5s',
  input: { label: 'steer', line: { text: 'hi', cursor: 2 } },
};

it('shows what goes on, and where the cursor is', () => {
  expect(liveArea(view, plain, { columns: 40, rows: 24, now })).toEqual({
    lines: [
      'I am about to',
      '○ Bash  run Bash  1m',
      '○ Grep  run Grep',
      '◌ count files: Running List',
      '[x] 1 of 2 done',
      '[>] Mending',
      'shop · working 5s',
      'steer> hi',
    ],
    cursor: { row: 7, column: 9 },
  });
});

it('is never higher than the terminal', () => {
  const { lines, cursor } = liveArea(view, plain, { columns: 40, rows: 5, now });
  expect(lines).toEqual(['[x] 1 of 2 done', '[>] Mending', 'shop · working 5s', 'steer> hi']);
  expect(cursor?.row).toBe(3);
});

it('draws over exactly what it drew', () => {
  const written: string[] = [];
  const screen = new Screen({ columns: 20, write: (text: string) => written.push(text) });
  screen.show({ lines: ['one', 'two', 'in> '], cursor: { row: 2, column: 4 } });
  screen.print('said');
  screen.show({ lines: ['x'.repeat(30)], cursor: null });
  expect(written).toEqual([
    '\r\u001b[Jone\r\ntwo\r\nin> \r\u001b[4C\u001b[?25h',
    '\r\u001b[2A\u001b[Jsaid\r\none\r\ntwo\r\nin> \r\u001b[4C\u001b[?25h',
    `\r\u001b[2A\u001b[J${'x'.repeat(18)}…\u001b[?25l`,
  ]);
});

const noMoney = {
  cost_usd: 0,
  tokens: 0,
  unpriced_calls: 0,
  equivalent: false,
  budget_usd: null,
  token_limit: null,
  used_percent: null,
  level: 'ok' as const,
  reason: null,
};

it('says where the session stands', () => {
  const standing = {
    name: 'Mend',
    status: 'running' as const,
    agent: {
      state: 'retrying' as const,
      since: '2026-01-01T00:00:00Z',
      detail: '529 overloaded, attempt 3 of 10',
    },
    money: { ...noMoney, cost_usd: 0.314, tokens: 5000, budget_usd: 2 },
    queued: 2,
    away: false,
  };
  expect(statusLine(standing, plain, now)).toBe(
    'Mend · retrying (529 overloaded, attempt 3 of 10) · $0.31 of $2.00 · 2 queued · Ctrl-C interrupts, twice leaves',
  );
  expect(statusLine({ ...standing, away: true, queued: 0 }, plain, now)).toContain('the server is away');
  // Never half of a character, and as wide as it looks.
  const wide = statusLine({ ...standing, name: '修理の仕事'.repeat(10) }, plain, now).split(' · ')[0] ?? '';
  expect(wide).toBe('修理の仕事修理の仕事修理の仕…');
  expect(textWidth(wide)).toBeLessThanOrEqual(30);
});

it('is for answers while a question waits, and Tab chooses something else', () => {
  const line = new PromptLine();
  const type = (text: string, asked: boolean) => {
    for (const sequence of text) line.key({ sequence }, asked);
    return line.key({ name: 'return' }, asked);
  };
  expect(type('y', true)).toEqual({ kind: 'submit', text: 'y', mode: 'answer' });
  line.key({ name: 'tab' }, true);
  expect(type('hey', true)).toEqual({ kind: 'submit', text: 'hey', mode: 'steer' });
  line.key({ name: 'tab' }, false);
  expect(type('later', false)).toEqual({ kind: 'submit', text: 'later', mode: 'queue' });
  line.key({ name: 'up' }, false);
  line.key({ name: 'up' }, false);
  expect(line.line.text).toBe('hey');
  expect(line.key({ name: 'd', ctrl: true }, false)).toBeUndefined();
  expect(new PromptLine().key({ name: 'd', ctrl: true }, false)).toEqual({ kind: 'leave' });
  expect(line.key({ name: 'c', ctrl: true }, false)).toEqual({ kind: 'interrupt' });
});

import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { Key } from '../terminal/key.ts';
import { inboxArea, inboxTable } from './inbox-area.ts';
import { type Act, InboxState } from './inbox-state.ts';
import type { WaitingApproval } from './waiting-approval.ts';

const plain = pc.createColors(false);
const now = Date.parse('2026-01-01T00:05:00Z');

function asks(id: string, change: Partial<WaitingApproval> = {}): WaitingApproval {
  return {
    approval_id: `a1b2c3d4-${id}`,
    session_id: 'a1b2c3d4',
    session_name: 'Mend',
    kind: 'permission',
    tool: 'Bash',
    input: { command: `make ${id}` },
    reason: null,
    suggestions: [],
    asked_at: '2026-01-01T00:00:00Z',
    waiting: true,
    repeated: false,
    ...change,
  };
}

const question = asks('9', {
  kind: 'question',
  tool: 'AskUserQuestion',
  input: {
    questions: [
      { question: 'Which?', header: '', options: [{ label: 'Red' }, { label: 'Blue' }], multiSelect: false },
      { question: 'Sizes?', header: '', options: [{ label: 'S' }, { label: 'L' }], multiSelect: true },
    ],
  },
});

function inboxOf(...approvals: WaitingApproval[]): InboxState {
  const state = new InboxState();
  state.take(approvals);
  return state;
}

function press(state: InboxState, ...keys: (string | Key)[]): Act {
  return keys.reduce<Act>(
    (_, key) => state.key(typeof key === 'string' ? { name: key, sequence: key } : key),
    undefined,
  );
}

const enter: Key = { name: 'return', sequence: '\r' };
const lines = (state: InboxState, rows = 24) => inboxArea(state, plain, { columns: 80, rows, now }).lines;

it.each<[string, (string | Key)[], object]>([
  ['allows', ['y'], { decision: 'allow' }],
  ['allows for the session', ['a'], { decision: 'allow_for_session' }],
  ['makes it a rule', ['r'], { decision: 'allow', always: true }],
  ['denies without a word', ['n', enter], { decision: 'deny' }],
  ['denies with a message', ['n', 'n', 'o', enter], { decision: 'deny', message: 'no' }],
  ['denies and stops', ['s', 'x', enter], { decision: 'deny_and_stop', message: 'x' }],
])('%s', (_, keys, answer) => {
  expect(press(inboxOf(asks('1')), ...keys)).toMatchObject({
    kind: 'answer',
    answer: { approval_id: 'a1b2c3d4-1', ...answer },
  });
});

it('goes back from a message, edits, leaves', () => {
  const state = inboxOf(asks('1'));
  expect(press(state, 'n', 'x', { name: 'escape' })).toBeUndefined();
  expect(state.typing).toBeUndefined();
  expect(press(state, 'e')).toMatchObject({ kind: 'edit' });
  expect(press(state, 'q')).toEqual({ kind: 'leave' });
  expect(press(state, 'n', { name: 'c', ctrl: true })).toEqual({ kind: 'leave' });
});

it('asks several questions one after the other, with several answers where that is wanted', () => {
  const state = inboxOf(question);
  expect(lines(state)).toContain('    1  Red');
  expect(press(state, '2')).toBeUndefined();
  expect(lines(state)).toEqual([
    'Mend  a1b2c3d4',
    'question  asked 5m ago',
    '  Sizes?  several may be chosen',
    '    1  S',
    '    2  L',
    '',
    '1-2 choose · o own words · n no · s stop · ↑↓ · q leave',
  ]);
  press(state, '1', '2', '1');
  expect(lines(state)).toContain('  ✓ 2  L');
  expect(press(state, enter)).toMatchObject({
    answer: { decision: 'allow', answers: { 'Which?': 'Blue', 'Sizes?': ['L'] } },
  });
  const own = inboxOf(question);
  press(own, 'o', 'g', enter);
  expect(press(own, 'o', 'h', enter)).toMatchObject({
    answer: { answers: { 'Which?': 'g', 'Sizes?': ['h'] } },
  });
});

it('never lets a key answer a question that came up by itself', () => {
  const state = inboxOf(asks('1'), asks('2'));
  state.take([asks('2')]);
  expect(lines(state).at(-1)).toContain('Enter to answer it');
  expect(press(state, 'y')).toBeUndefined();
  expect(press(state, enter, 'y')).toMatchObject({ answer: { approval_id: 'a1b2c3d4-2' } });
});

it('keeps what is looked at while others come and go, and takes the next once it is answered', () => {
  const state = inboxOf(asks('1'), asks('2'), asks('3'));
  press(state, 'down');
  state.take([asks('2'), asks('3'), asks('4')]);
  expect(state.selected?.approval_id).toBe('a1b2c3d4-2');
  expect(press(state, 'y')).toMatchObject({ answer: { approval_id: 'a1b2c3d4-2' } });
  state.settled('a1b2c3d4-2');
  expect(press(state, 'y')).toMatchObject({ answer: { approval_id: 'a1b2c3d4-3' } });
});

it('is never higher than the terminal, and scrolls what is longer', () => {
  const command = Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n');
  const state = inboxOf(asks('1', { input: { command } }), asks('2'));
  expect(lines(state, 16).length).toBeLessThan(16);
  expect(lines(state, 16).join('\n')).toContain('more lines: space');
  for (let page = 0; page < 9; page += 1) press(state, 'pagedown');
  expect(lines(state, 16)).toContain('    line 59');
});

it('is a table in a pipe', () => {
  expect(inboxTable([asks('1'), question], plain, now)).toBe(
    [
      'id          session  kind        what           asked',
      'a1b2c3d4-1  Mend     permission  Bash make 1    5m ago',
      'a1b2c3d4-9  Mend     question    Which? Sizes?  5m ago',
    ].join('\n'),
  );
});

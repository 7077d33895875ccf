import type { Approval } from 'hero-claude-sdk';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { AnswerSheet } from './answer-sheet.ts';
import { approvalCard, approvalWords } from './approval-card.ts';
import { namedAnswers } from './named-answers.ts';
import { readChoice } from './question.ts';

const plain = pc.createColors(false);

const permission: Approval = {
  approval_id: 'a1b2c3d4-7',
  session_id: 'a1b2c3d4',
  kind: 'permission',
  tool: 'Bash',
  input: { command: 'npm test\nrm -rf x\r' },
  reason: 'This command requires approval',
  suggestions: [],
  asked_at: '2026-01-01T00:00:00Z',
  waiting: true,
  repeated: false,
};

const options = [
  { label: 'Red', description: 'warm' },
  { label: 'Blue', description: 'cold' },
];
const question: Approval = {
  ...permission,
  kind: 'question',
  tool: 'AskUserQuestion',
  input: {
    questions: [
      { question: 'Which colour?', header: 'Colour', options, multiSelect: false },
      {
        question: 'Which sizes?',
        header: 'Size',
        options: [{ label: 'S' }, { label: 'L' }],
        multiSelect: true,
      },
    ],
  },
};

it.each([
  ['y', { kind: 'answer', answer: { approval_id: 'a1b2c3d4-7', decision: 'allow' } }],
  ['Yes', { kind: 'answer', answer: { approval_id: 'a1b2c3d4-7', decision: 'allow' } }],
  ['a', { kind: 'answer', answer: { approval_id: 'a1b2c3d4-7', decision: 'allow_for_session' } }],
  [
    'n not that',
    { kind: 'answer', answer: { approval_id: 'a1b2c3d4-7', decision: 'deny', message: 'not that' } },
  ],
  ['s', { kind: 'answer', answer: { approval_id: 'a1b2c3d4-7', decision: 'deny_and_stop' } }],
  ['r', { kind: 'answer', answer: { approval_id: 'a1b2c3d4-7', decision: 'allow', always: true } }],
  ['e', { kind: 'edit' }],
  ['e now', { kind: 'unclear' }],
  ['y because', { kind: 'unclear' }],
  ['also update the docs', { kind: 'unclear' }],
  ['', { kind: 'unclear' }],
])('a decision typed as %j', (line, taken) => {
  expect(new AnswerSheet(permission).take(line)).toEqual(taken);
});

it('asks one question after the other and answers all at once', () => {
  const sheet = new AnswerSheet(question);
  expect(sheet.take(' ')).toEqual({ kind: 'unclear' });
  expect(sheet.take('2')).toEqual({ kind: 'more' });
  expect(sheet.question?.text).toBe('Which sizes?');
  expect(sheet.take('1, l')).toEqual({
    kind: 'answer',
    answer: {
      approval_id: 'a1b2c3d4-7',
      decision: 'allow',
      answers: { 'Which colour?': 'Blue', 'Which sizes?': ['S', 'L'] },
    },
  });
});

it('takes words of their own, also where several may be chosen', () => {
  const one = { text: '', header: '', options, several: false };
  expect(readChoice('neither, rather green', one)).toBe('neither, rather green');
  expect(readChoice('5 of them', one)).toBe('5 of them');
  expect(readChoice('blue', one)).toBe('Blue');
  expect(readChoice('red, green', { ...one, several: true })).toEqual(['red, green']);
});

it('takes a number that no option has as a slip, unless numbers are what is asked for', () => {
  const one = { text: '', header: '', options, several: false };
  expect([readChoice('7', one), readChoice('0', one)]).toEqual([undefined, undefined]);
  expect(readChoice('1, 7', { ...one, several: true })).toBeUndefined();
  const replicas = ['2', '4'].map((label) => ({ label, description: '' }));
  expect(readChoice('8', { ...one, options: replicas })).toBe('8');
  const sheet = new AnswerSheet(question);
  expect(sheet.take('7')).toEqual({ kind: 'unclear' });
  expect(sheet.help).toBe('type 1 to 2, or words of your own');
  expect(sheet.takeWords('7')).toEqual({ kind: 'more' });
});

it('names questions by their place and options by their number', () => {
  expect(namedAnswers({ 1: '2', 'Which sizes?': 's,L' }, question)).toEqual({
    'Which colour?': 'Blue',
    'Which sizes?': ['S', 'L'],
  });
  expect(namedAnswers({ 3: 'x', 1: '9' }, question)).toEqual({ 3: 'x', 'Which colour?': '9' });
});

it('shows all of what would be done, with nothing in it that moves the cursor', () => {
  const now = Date.parse('2026-01-01T00:05:00Z');
  expect(approvalCard(permission, plain, now)).toBe(
    [
      'may it use Bash?  asked 5m ago',
      '    npm test',
      '    rm -rf x\\r',
      '  This command requires approval',
    ].join('\n'),
  );
  expect(approvalCard({ ...question, reason: null, waiting: false }, plain, now)).toBe(
    [
      'question  asked 5m ago',
      '  Which colour?  Colour',
      '    1  Red   warm',
      '    2  Blue  cold',
      '  Which sizes?  Size  several may be chosen',
      '    1  S',
      '    2  L',
      '  the agent does not run: the answer is kept until it asks again',
    ].join('\n'),
  );
  const edit = { file_path: 'a', old_string: 'x', new_string: 'y\nz' };
  expect(approvalCard({ ...permission, tool: 'Edit', input: edit, reason: null }, plain, now)).toContain(
    '    - x\n    + y\n    + z',
  );
  const write = { file_path: 'a', content: 'x\n' };
  expect(approvalCard({ ...permission, tool: 'Write', input: write, reason: null }, plain, now)).toMatch(
    /\+ x$/,
  );
  expect(approvalWords(permission)).toBe('Bash npm test …');
  expect(approvalWords({ kind: 'plan', tool: 'ExitPlanMode', input: { plan: '1. Paint\n2. Dry' } })).toBe(
    '1. Paint',
  );
});

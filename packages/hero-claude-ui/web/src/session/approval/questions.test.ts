import type { Approval } from 'hero-claude-sdk';
import { expect, test } from 'vitest';
import { answered, called, transcriptOf } from '../../screens/session/transcript/sample-lines.ts';
import { matchApprovals } from './match-approvals.ts';
import { answersOf, answerTo, chosen, isComplete, noChoice, readQuestions, toggled } from './questions.ts';

test.each([
  ['Your questions have been answered: "Which?"="Two, or so". You can now continue.', 'Two, or so'],
  ['Answered: "Why?"="So", "Which?"="B"', 'B'],
  ['The person does not want to answer', null],
  ['"Which?"=""', null],
])('%s tells %s', (told, answer) => {
  expect(answerTo('Which?', told)).toBe(answer);
});

test('questions of any shape are read or left out', () => {
  expect(readQuestions({ questions: 'x' })).toEqual([]);
  expect(
    readQuestions({
      questions: [null, { question: 7 }, { question: 'Which?', options: [{}, { label: 'A' }] }],
    }),
  ).toEqual([
    { question: 'Which?', header: null, several: false, options: [{ label: 'A', description: null }] },
  ]);
});

test('one option takes the place of another, several add up, own words count', () => {
  expect(chosen(toggled(toggled(noChoice, 'A', false), 'B', false))).toEqual(['B']);
  const both = toggled(toggled(noChoice, 'A', true), 'B', true);
  expect(chosen({ ...both, other: ' C ' })).toEqual(['A', 'B', 'C']);
  expect(chosen(toggled(both, 'A', true))).toEqual(['B']);
});

test('several questions are answered each in its way, once all have an answer', () => {
  const asked = (question: string, multiSelect: boolean) => ({
    question,
    header: '',
    multiSelect,
    options: [{ label: 'A', description: '' }, { label: 'B' }, { label: '' }],
  });
  const questions = readQuestions({ questions: [asked('One?', false), asked('Some?', true)] });
  expect(questions[0]?.options).toEqual([
    { label: 'A', description: null },
    { label: 'B', description: null },
  ]);
  const one = { 'One?': { labels: [], other: 'mine' } };
  expect(isComplete(questions, one)).toBe(false);
  const both = { ...one, 'Some?': { labels: ['A', 'B'], other: 'and more' } };
  expect(isComplete(questions, both)).toBe(true);
  expect(answersOf(questions, both)).toEqual({ 'One?': 'mine', 'Some?': ['A', 'B', 'and more'] });
});

test('a question is shown at the call it asks about', () => {
  const approval = (id: string, command: string): Approval => ({
    approval_id: id,
    session_id: '00000001',
    kind: 'permission',
    tool: 'Bash',
    input: { command },
    reason: null,
    suggestions: [],
    asked_at: '',
    waiting: true,
    repeated: false,
  });
  const { roots } = transcriptOf([
    called('done', 'Bash', { command: 'b' }),
    answered('done', ''),
    called('one', 'Bash', { command: 'a' }),
    called('two', 'Bash', { command: 'b' }),
  ]);
  const matched = matchApprovals(roots, [
    approval('q1', 'b'),
    approval('q2', 'rewritten'),
    approval('q3', 'c'),
  ]);
  expect([...matched].map(([key, { approval_id }]) => [key, approval_id])).toEqual([
    ['4.0', 'q1'],
    ['3.0', 'q2'],
  ]);
});

import { expect, test } from 'vitest';
import { type AskedQuestion, approvalResponse } from './approval-response.ts';

const bash: AskedQuestion = {
  kind: 'permission',
  tool: 'Bash',
  input: { command: 'make' },
  suggestions: [
    { type: 'addRules', rules: [{ toolName: 'Bash', ruleContent: 'make *' }], destination: 'localSettings' },
  ],
};
const question: AskedQuestion = {
  kind: 'question',
  tool: 'AskUserQuestion',
  input: {
    questions: [
      { question: 'Which colour?', options: [{ label: 'Red' }, { label: 'Blue' }] },
      { question: 'Which sizes?', options: [{ label: 'S' }, { label: 'M' }], multiSelect: true },
    ],
  },
  suggestions: [],
};
const id = { approval_id: 'a1b2c3d4-5' };

test('allowing hands the input back, edited or not', () => {
  expect(approvalResponse(bash, { ...id, decision: 'allow' })).toEqual({
    behavior: 'allow',
    updatedInput: { command: 'make' },
  });
  const edited = approvalResponse(bash, { ...id, decision: 'allow', updated_input: { command: 'make -n' } });
  expect(edited).toMatchObject({ updatedInput: { command: 'make -n' } });
});

test('allowing for the session takes up the offered rules, but never into a file', () => {
  expect(approvalResponse(bash, { ...id, decision: 'allow_for_session' }).updatedPermissions).toEqual([
    { type: 'addRules', rules: [{ toolName: 'Bash', ruleContent: 'make *' }], destination: 'session' },
  ]);
});

test('without an offer exactly this command is allowed for the session, or this tool', () => {
  const rulesOf = (asked: AskedQuestion) =>
    approvalResponse({ ...asked, suggestions: [] }, { ...id, decision: 'allow_for_session' })
      .updatedPermissions;
  expect(rulesOf(bash)).toMatchObject([{ rules: [{ toolName: 'Bash', ruleContent: 'make' }] }]);
  expect(rulesOf({ ...bash, tool: 'WebFetch', input: {} })).toMatchObject([
    { rules: [{ toolName: 'WebFetch' }] },
  ]);
});

test('denying tells why, and can end the turn', () => {
  expect(approvalResponse(bash, { ...id, decision: 'deny', message: 'Not now.' })).toEqual({
    behavior: 'deny',
    message: 'Not now.',
  });
  expect(approvalResponse(bash, { ...id, decision: 'deny_and_stop' })).toMatchObject({ interrupt: true });
});

test('a question is answered with a label, several labels or own words', () => {
  const answers = { 'Which colour?': 'Octarine', 'Which sizes?': ['S', 'M'] };
  expect(approvalResponse(question, { ...id, decision: 'allow', answers }).updatedInput).toEqual({
    ...question.input,
    answers: { 'Which colour?': 'Octarine', 'Which sizes?': 'S, M' },
  });
});

test.each([
  ['none at all', undefined, []],
  ['one missing', { 'Which colour?': 'Red' }, []],
  ['one too many', { 'Which colour?': 'Red', 'Which sizes?': 'S', 'Who?': 'me' }, ['Who?']],
])('answers that do not fit are refused with the questions: %s', (_case, answers, unknown) => {
  expect(() => approvalResponse(question, { ...id, decision: 'allow', answers })).toThrowError(
    expect.objectContaining({ kind: 'approval.answers_needed', facts: expect.objectContaining({ unknown }) }),
  );
});

import { expect, test } from 'vitest';
import { questionsIn } from './questions.ts';

test('reads questions, and leaves out what is none', () => {
  const options = [{ label: 'Red', description: 'warm' }, { label: 7 }, null];
  const input = { questions: [{ question: 'Which?', options, multiSelect: true }, { question: 1 }, 'x'] };
  expect(questionsIn(input)).toEqual([
    { question: 'Which?', header: '', multiSelect: true, options: [{ label: 'Red', description: 'warm' }] },
  ]);
  expect(questionsIn({ questions: 'none' })).toEqual([]);
});

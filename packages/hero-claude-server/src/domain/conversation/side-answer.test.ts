import { expect, it } from 'vitest';
import { messageFrom, nameFrom } from './side-answer.ts';

it.each([
  ['Fix the login test', 'Fix the login test'],
  ['"Fix the login test."\nBecause it fails.', 'Fix the login test'],
  ['**Title: Fix the login test**', 'Fix the login test'],
  ['Fix\u001b[31m the\u202e test', 'Fix [31m the test'],
  ['', null],
  ['ok', null],
  ['I am sorry, but I cannot give this task a name, because I do not know what it is about', null],
])('%j gives the name %j', (answer, name) => {
  expect(nameFrom(answer)).toBe(name);
});

it('keeps subject and body of a commit message, and refuses a subject that is none', () => {
  expect(messageFrom('Fix the login\n\nIt failed on Mondays.\n')).toBe(
    'Fix the login\n\nIt failed on Mondays.',
  );
  expect(messageFrom('Fix the login')).toBe('Fix the login');
  expect(messageFrom(`${'long '.repeat(30)}\n\nbody`)).toBeNull();
});

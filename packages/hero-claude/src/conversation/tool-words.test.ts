import { expect, it } from 'vitest';
import { failureText, purposeOf } from './tool-words.ts';

it.each([
  ['Bash', { command: 'make\ntest', description: 'Test' }, 'make …'],
  ['Read', { file_path: '/workspace/code/shop/a.ts' }, 'shop/a.ts'],
  ['Read', { file_path: '/etc/passwd\u001b' }, '/etc/passwd\\x1b'],
  ['Agent', { description: 'count files', prompt: 'Count.' }, 'count files'],
  ['mcp__x__y', { z: 1 }, '{"z":1}'],
  ['ExitPlanMode', {}, ''],
])('says what a call of %s is about', (name, input, words) => {
  expect(purposeOf(name, input)).toBe(words);
});

it.each([
  ['<tool_use_error>Error: No such tool</tool_use_error>', 'No such tool'],
  ['Error: Exit code 1', 'Exit code 1'],
  [
    "The user doesn't want to proceed with this tool use. … this call was stopped while running, …",
    'stopped while it ran',
  ],
  ["The user doesn't want to proceed with this tool use.", 'not allowed'],
])('says how a call failed: %s', (text, words) => {
  expect(failureText(text)).toBe(words);
});

import { expect, test } from 'vitest';
import { readRule } from './approval-rules.ts';

test.each([
  ['WebSearch', { tool: 'WebSearch' }],
  ['Bash(npm test *)', { tool: 'Bash', pattern: 'npm test *' }],
  ['Bash(echo "(a)")', { tool: 'Bash', pattern: 'echo "(a)"' }],
  ['mcp__hero__list', { tool: 'mcp__hero__list' }],
])('%s', (text, rule) => {
  expect(readRule(text)).toEqual(rule);
});

test.each(['', 'Bash()', 'Bash(x', '(x)', 'Ba sh'])('%j is no rule', (text) => {
  expect(() => readRule(text)).toThrow('is no rule');
});

import { expect, test } from 'vitest';
import type { JsonObject } from '../agent/agent-line.ts';
import { addToSummary, cumulativeOf, emptySummary, usedBetween } from './turn-summary.ts';

function summaryOf(...lines: JsonObject[]) {
  const summary = emptySummary();
  lines.forEach((line, index) => addToSummary(summary, line, index));
  return summary;
}

const calls = (name: string, input: JsonObject) => ({
  type: 'assistant',
  message: { content: [{ type: 'tool_use', id: 't', name, input }] },
});

test('tools are counted and written files named once', () => {
  const { tools, files } = summaryOf(
    calls('Bash', { command: 'ls' }),
    calls('Edit', { file_path: '/w/a' }),
    calls('Edit', { file_path: '/w/a' }),
    calls('Read', { file_path: '/w/b' }),
    calls('NotebookEdit', { notebook_path: '/w/c' }),
  );
  expect([...tools]).toEqual([
    ['Bash', 1],
    ['Edit', 2],
    ['Read', 1],
    ['NotebookEdit', 1],
  ]);
  expect([...files]).toEqual(['/w/a', '/w/c']);
});

test('the prompts of a turn are those echoed and those its result names', () => {
  const { prompts, background } = summaryOf(
    { type: 'user', uuid: 'a', isReplay: true },
    { type: 'user', uuid: 'steer' },
    { type: 'result', user_message_uuids: ['a', 'b'] },
  );
  expect([...prompts]).toEqual(['a', 'b']);
  expect(background).toBe(false);
  expect(summaryOf({ type: 'result', origin: { kind: 'task-notification' } }).background).toBe(true);
});

test('the verdict is is_error, an abort is told apart, and the last result counts', () => {
  const { result, idleAt } = summaryOf(
    { type: 'result', is_error: false, terminal_reason: 'aborted_tools', result: 'cut' },
    { type: 'result', is_error: true, subtype: 'success', result: 'API Error: 529', api_error_status: 529 },
    { type: 'system', subtype: 'session_state_changed', state: 'idle' },
  );
  expect(result).toEqual({
    isError: true,
    aborted: false,
    text: 'API Error: 529',
    apiErrorStatus: 529,
    at: 1,
  });
  expect(idleAt).toBe(2);
});

test('of an aborted turn the CLI’s note to itself is not what it said', () => {
  const line = { type: 'result', is_error: true, errors: ['[ede_diagnostic] result_type=user', 'No more'] };
  const textOf = (more: JsonObject) => summaryOf({ ...line, ...more }).result?.text;
  expect(textOf({ terminal_reason: 'aborted_tools' })).toBe('No more');
  expect(textOf({})).toBe('[ede_diagnostic] result_type=user\nNo more');
});

test('a turn used the difference of two counts, sub-agents and all models in', () => {
  const usage = (inputTokens: number, cacheReadInputTokens: number) => ({
    inputTokens,
    cacheReadInputTokens,
  });
  const before = cumulativeOf({ modelUsage: { a: usage(10, 1) }, total_cost_usd: 0.5 });
  const after = cumulativeOf({ modelUsage: { a: usage(30, 5), b: usage(7, 0) }, total_cost_usd: 0.75 });
  const none = { output_tokens: 0, cache_write_tokens: 0 };
  expect(usedBetween(before, after)).toEqual({
    tokens: { ...none, input_tokens: 27, cache_read_tokens: 4 },
    costUsd: 0.25,
  });
  expect(usedBetween(null, after).tokens.input_tokens).toBe(37);
  expect(usedBetween(after, before)).toEqual({
    tokens: { ...none, input_tokens: 0, cache_read_tokens: 0 },
    costUsd: 0,
  });
});

test('counts that are no numbers are none', () => {
  expect(
    cumulativeOf({ modelUsage: { a: { inputTokens: 'many' }, b: null }, total_cost_usd: 'free' }),
  ).toEqual({
    tokens: { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 },
    costUsd: 0,
  });
});

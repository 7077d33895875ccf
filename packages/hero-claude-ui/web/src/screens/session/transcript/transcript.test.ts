import { expect, test } from 'vitest';
import type { Item, ToolItem } from './item.ts';
import { answered, called, ended, entriesOf, prompted, said, transcriptOf } from './sample-lines.ts';
import { Transcript } from './transcript.ts';

const kinds = (items: readonly Item[]): string[] => items.map(({ kind }) => kind);

function toolAt(items: readonly Item[], index: number): ToolItem {
  const item = items[index];
  if (item?.kind !== 'tool') throw new Error(`no tool at ${index}`);
  return item;
}

test('a turn reads as prompt, words, call with its result, and end', () => {
  const { roots } = transcriptOf([
    { type: 'system', subtype: 'init', model: 'opus', permissionMode: 'default' },
    prompted('fix it'),
    said('I look.'),
    called('t1', 'Bash', { command: 'ls' }),
    answered('t1', 'a.txt', { tool_use_result: { stdout: 'a.txt', stderr: '' } }),
    ended(0.5),
  ]);
  expect(kinds(roots)).toEqual(['notice', 'prompt', 'text', 'tool', 'result']);
  expect(toolAt(roots, 3)).toMatchObject({
    state: 'done',
    output: { text: 'a.txt', cut: 0 },
    detail: { kind: 'shell', exitCode: 0 },
  });
  expect(roots[4]).toMatchObject({ failed: false, costUsd: 0.5, steps: 2 });
});

test('results find their calls by id, in whatever order they come', () => {
  const { roots } = transcriptOf([
    called('a', 'Read'),
    called('b', 'Read'),
    answered('b', 'of b'),
    answered('a', 'of a', { is_error: true }),
  ]);
  expect(toolAt(roots, 0)).toMatchObject({ state: 'failed', output: { text: 'of a' } });
  expect(toolAt(roots, 1)).toMatchObject({ state: 'done', output: { text: 'of b' } });
});

test('calls of one answer form a batch', () => {
  const block = (id: string) => ({ type: 'tool_use', id, name: 'Read', input: {} });
  const line = (id: string) => ({ type: 'assistant', message: { id: 'same', content: [block(id)] } });
  const { roots } = transcriptOf([line('a'), line('b'), answered('a', ''), line('c'), called('d', 'Read')]);
  expect(roots.map((item) => (item as ToolItem).batch.length)).toEqual([3, 3, 3, 1]);
});

test('sub-agents nest, to a bounded depth', () => {
  const lines = [called('p0', 'Agent')];
  for (let depth = 1; depth < 30; depth += 1) lines.push(called(`p${depth}`, 'Agent', {}, `p${depth - 1}`));
  const { roots } = transcriptOf(lines);
  expect(roots).toHaveLength(1);
  let deepest = 0;
  for (let tool: ToolItem | undefined = toolAt(roots, 0); tool; tool = tool.children.at(-1) as ToolItem) {
    deepest = Math.max(deepest, tool.depth);
  }
  expect(deepest).toBe(8);
});

test('the same call id as its own parent makes no circle', () => {
  const { roots } = transcriptOf([
    called('x', 'Agent', {}, 'x'),
    called('x', 'Agent', {}, 'x'),
    said('in', 'x'),
  ]);
  expect(kinds(roots)).toEqual(['tool']);
  expect(kinds(toolAt(roots, 0).children)).toEqual(['tool']);
});

test('an answer that was cut leaves no call running', () => {
  const { roots } = transcriptOf([called('a', 'Bash'), ended(0, { subtype: 'error_during_execution' })]);
  expect(toolAt(roots, 0).state).toBe('cut');
});

test('costs are told per turn, and start anew with a new process', () => {
  const { roots } = transcriptOf([ended(0.5), ended(0.75), ended(0.1)]);
  expect(roots.map((item) => item.kind === 'result' && item.costUsd)).toEqual([0.5, 0.25, 0.1]);
});

test('retries are one notice with the latest attempt', () => {
  const retry = (attempt: number) => ({
    type: 'system',
    subtype: 'api_retry',
    attempt,
    max_retries: 10,
    error_status: 529,
  });
  const { roots } = transcriptOf([retry(1), retry(2), retry(3), said('there')]);
  expect(kinds(roots)).toEqual(['notice', 'text']);
  expect(roots[0]).toMatchObject({ tone: 'warning', body: 'attempt 3 of 10' });
});

test('the end of a task in the background is a notice, not a prompt of somebody', () => {
  const told = '<task-notification>\n<summary>Agent "Look" finished</summary>\n<result>None.</result>\n';
  const { roots } = transcriptOf([prompted(told), prompted('<task-notification>')]);
  expect(roots).toMatchObject([
    { kind: 'notice', title: 'Agent "Look" finished', body: 'None.' },
    { kind: 'notice', title: 'A task in the background has ended', body: null },
  ]);
});

test('an agent that is ready again as before is no news', () => {
  const init = { type: 'system', subtype: 'init', model: 'opus' };
  const { roots } = transcriptOf([init, prompted('a'), init, prompted('b'), { ...init, model: 'sonnet' }]);
  expect(kinds(roots)).toEqual(['notice', 'prompt', 'prompt', 'notice']);
});

test('unknown and broken lines stay visible as they are', () => {
  const transcript = transcriptOf([{ type: 'from_the_future', subtype: 'x', answer: 42 }]);
  transcript.append({ seq: 2, at: '', line: null, raw: '{"type":"assi', flaw: 'torn' });
  expect(transcript.roots).toMatchObject([
    { kind: 'raw', title: 'from_the_future / x' },
    { kind: 'raw', flaw: 'torn', body: { text: '{"type":"assi' } },
  ]);
});

test('a line is taken once', () => {
  const transcript = new Transcript();
  const entries = entriesOf([said('a'), said('b')]);
  for (const entry of [...entries, ...entries]) transcript.append(entry);
  expect(transcript.roots).toHaveLength(2);
});

test('long texts are cut, and say by how much', () => {
  const { roots } = transcriptOf([said('x'.repeat(50_000))]);
  expect(roots[0]).toMatchObject({ body: { cut: 30_000 } });
});

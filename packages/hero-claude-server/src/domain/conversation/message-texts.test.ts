import { expect, test } from 'vitest';
import { textsOf } from './message-texts.ts';

const content = (type: string, ...blocks: object[]) => ({ type, message: { content: blocks } });

test('prompts, answers, tool inputs and tool results are words to be found', () => {
  expect(textsOf({ type: 'user', message: { content: 'Fix it' } })).toEqual([
    { kind: 'prompt', text: 'Fix it' },
  ]);
  expect(textsOf(content('user', { type: 'text', text: 'And this' }))).toEqual([
    { kind: 'prompt', text: 'And this' },
  ]);
  const call = { type: 'tool_use', name: 'Edit', input: { file_path: 'a.ts', edits: [{ new: 'x' }] } };
  expect(textsOf(content('assistant', { type: 'text', text: 'Done.' }, call))).toEqual([
    { kind: 'answer', text: 'Done.' },
    { kind: 'tool_input', text: 'Edit\na.ts\nx' },
  ]);
  const result = { type: 'tool_result', content: [{ type: 'text', text: 'ok' }] };
  expect(textsOf(content('user', result))).toEqual([{ kind: 'tool_result', text: 'ok' }]);
});

test('images, thoughts, empty words and other lines are not', () => {
  const image = { type: 'image', source: { type: 'base64', data: 'AAAA' } };
  const [text] = textsOf(content('user', { type: 'tool_result', content: [image] }));
  expect(text?.text).not.toContain('AAAA');
  expect(textsOf(content('assistant', { type: 'thinking', thinking: 'hm' }))).toEqual([]);
  expect(textsOf(content('assistant', { type: 'text', text: '  ' }))).toEqual([]);
  expect(textsOf({ type: 'result', result: 'Done.' })).toEqual([]);
});

test('a long text is cut, and nesting without end is left', () => {
  expect(textsOf({ type: 'user', message: { content: 'x'.repeat(200_000) } })[0]?.text).toHaveLength(100_000);
  let input: unknown = 'deep';
  for (let n = 0; n < 5000; n += 1) input = { input };
  expect(textsOf(content('assistant', { type: 'tool_use', name: 'T', input }))).toEqual([
    { kind: 'tool_input', text: 'T' },
  ]);
});

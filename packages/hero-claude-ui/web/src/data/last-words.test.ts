import type { HeroEvent } from 'hero-claude-sdk';
import { expect, test } from 'vitest';
import { lastWords } from './last-words.ts';

function message(content: unknown): HeroEvent {
  const line = JSON.stringify({ type: 'assistant', message: { content } });
  return { id: 1, session_id: 'a1b2c3d4', type: 'session.message', at: '', data: { line } };
}

test('the last thing said or done counts, in one line', () => {
  expect(lastWords(message([{ type: 'text', text: 'I look.\nThen I act.' }]))).toBe('I look.');
  const call = { type: 'tool_use', name: 'Bash', input: { command: 'npm test' } };
  expect(lastWords(message([{ type: 'text', text: 'First' }, call]))).toBe('Bash npm test');
});

test.each([[null], ['text'], [[null]], [[{ type: 'tool_use', input: null }]], [[{ type: 'text', text: 7 }]]])(
  'content of no known shape says nothing: %j',
  (content) => {
    expect(lastWords(message(content))).toBeUndefined();
  },
);

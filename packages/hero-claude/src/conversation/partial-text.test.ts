import { expect, it } from 'vitest';
import { PartialText } from './partial-text.ts';

const piece = (block: number, text: string, kind = 'text', message_id = 'm1') => ({
  message_id,
  block,
  kind,
  text,
});
const whole = (type: string, id = 'm1', parent: string | null = null) => ({
  type: 'assistant',
  parent_tool_use_id: parent,
  message: { id, content: [{ type }] },
});

it('grows with each piece and is gone once the line has come', () => {
  const partial = new PartialText();
  partial.grow(piece(0, 'Hm', 'thinking'));
  partial.grow(piece(1, 'I lo'));
  partial.grow(piece(1, 'ok.'));
  expect(partial.text).toBe('I look.');
  partial.settle(whole('thinking'));
  expect(partial.text).toBe('I look.');
  partial.settle(whole('text'));
  expect(partial.text).toBe('');
});

it('is not shown again by a piece that is late', () => {
  const partial = new PartialText();
  partial.settle(whole('text'));
  partial.grow(piece(0, 'late'));
  expect(partial.text).toBe('');
  partial.grow(piece(1, 'next'));
  expect(partial.text).toBe('next');
});

it('is not ended by what a sub-agent says, but by another answer and the end of the turn', () => {
  const partial = new PartialText();
  partial.grow(piece(0, 'one'));
  partial.settle(whole('text', 'm9', 'toolu_1'));
  expect(partial.text).toBe('one');
  partial.grow(piece(0, 'two', 'text', 'm2'));
  expect(partial.text).toBe('two');
  partial.settle({ type: 'result' });
  expect(partial.text).toBe('');
});

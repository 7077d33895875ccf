import { expect, it } from 'vitest';
import { PartialTexts } from './partial-text.ts';

const event = (inner: object, more: object = {}) => ({ type: 'stream_event', event: inner, ...more });
const starts = (id: string) => event({ type: 'message_start', message: { id } });
const delta = (index: number, inner: object, more?: object) =>
  event({ type: 'content_block_delta', index, delta: inner }, more);
const says = (index: number, text: string) => delta(index, { type: 'text_delta', text });

it('names message, block and kind, and joins what comes together', () => {
  const texts = new PartialTexts('0a1b2c3d');
  const input = delta(2, { type: 'input_json_delta', partial_json: '{"a"' });
  const thought = delta(0, { type: 'thinking_delta', thinking: 'Hm.' });
  expect(texts.read([starts('m1'), thought, says(1, 'Hel'), says(1, 'lo'), input])).toEqual([
    { session_id: '0a1b2c3d', message_id: 'm1', block: 0, kind: 'thinking', text: 'Hm.' },
    { session_id: '0a1b2c3d', message_id: 'm1', block: 1, kind: 'text', text: 'Hello' },
    { session_id: '0a1b2c3d', message_id: 'm1', block: 2, kind: 'tool_input', text: '{"a"' },
  ]);
  expect(texts.read([says(3, 'still m1')])).toMatchObject([{ message_id: 'm1', block: 3 }]);
});

it('says nothing of sub-agents, of unknown deltas and of a message whose beginning was not seen', () => {
  const texts = new PartialTexts('0a1b2c3d');
  expect(texts.read([says(0, 'whose?')])).toEqual([]);
  const ofSubAgent = delta(0, { type: 'text_delta', text: 'x' }, { parent_tool_use_id: 'toolu_1' });
  const unknown = delta(0, { type: 'signature_delta', signature: 'x' });
  expect(texts.read([starts('m1'), ofSubAgent, unknown, event({ type: 'message_stop' })])).toEqual([]);
});

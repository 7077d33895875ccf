import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiReply, messageEvents } from './message-events.ts';

/** What a client of the stream puts together from the deltas of one block. */
function joined(events: ReturnType<typeof messageEvents>, index: number): string {
  return events
    .filter((event) => event.type === 'content_block_delta' && event['index'] === index)
    .map((event) => Object.entries(event['delta'] as Record<string, string>))
    .flatMap((fields) => fields.filter(([name]) => ['text', 'thinking', 'partial_json'].includes(name)))
    .map(([, value]) => value)
    .join('');
}

describe('messageEvents', () => {
  it('brings thinking, text and tools in this order and stops for the tools', () => {
    const reply = apiReply('m', {
      thinking: 'hm',
      text: 'look',
      tool: { name: 'Bash', input: { command: 'ls' } },
      tools: [{ name: 'Read', input: { file_path: '/x' } }],
      usage: { input_tokens: 7 },
    });
    expect(reply.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use']);
    expect(reply).toMatchObject({
      stop_reason: 'tool_use',
      usage: { input_tokens: 7, cache_read_input_tokens: 0 },
    });
    const events = messageEvents(reply, undefined);
    expect(events[0]).toMatchObject({
      type: 'message_start',
      message: { content: [], usage: { output_tokens: 1 } },
    });
    expect(events.slice(-2)).toMatchObject([
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    ]);
    expect(joined(events, 2)).toBe('{"command":"ls"}');
  });

  it('loses no character, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        (text, chunks) => {
          const events = messageEvents(apiReply('m', { text }), chunks);
          expect(joined(events, 0)).toBe(text);
          const deltas = events.filter(({ type }) => type === 'content_block_delta');
          expect(deltas.length).toBe(Math.min(chunks, Array.from(text).length));
        },
      ),
    );
  });
});

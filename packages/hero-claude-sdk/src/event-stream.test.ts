import { expect, test } from 'vitest';
import { parseEventStream, type ServerEvent } from './event-stream.ts';

async function parse(...chunks: string[]): Promise<ServerEvent[]> {
  async function* text() {
    yield* chunks;
  }
  const events: ServerEvent[] = [];
  for await (const event of parseEventStream(text())) events.push(event);
  return events;
}

test('events are found wherever the chunks break', async () => {
  const text = 'id: 7\nevent: session.changed\ndata: {"a":1}\n\n: beat\n\ndata: x\ndata: y\n\n';
  const whole = await parse(text);
  expect(whole).toEqual([
    { id: '7', event: 'session.changed', data: '{"a":1}' },
    { id: '7', event: 'message', data: 'x\ny' },
  ]);
  for (let at = 1; at < text.length; at += 1) {
    expect(await parse(text.slice(0, at), text.slice(at))).toEqual(whole);
  }
});

test('a carriage return and newline split across chunks is one line end', async () => {
  expect(await parse('data: a\r', '\n\r\n', 'data: b\r\n\r\n')).toMatchObject([{ data: 'a' }, { data: 'b' }]);
});

test('an event that was not finished is not handed out', async () => {
  expect(await parse('data: half\n')).toEqual([]);
});

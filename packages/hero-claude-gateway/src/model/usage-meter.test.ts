import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MessageUsage } from './usage.ts';
import { usageMeter } from './usage-meter.ts';

const events = [
  {
    type: 'message_start',
    message: { id: 'msg_ü', model: 'm', usage: { input_tokens: 3, output_tokens: 1 } },
  },
  { type: 'ping' },
  { type: 'content_block_delta', delta: { type: 'text_delta', text: 'data: {"type":"message_delta"}\n\nü' } },
  { type: 'message_delta', usage: { output_tokens: 7, server_tool_use: { web_search_requests: 2 } } },
  { type: 'message_delta', usage: { output_tokens: 9 } },
];
const stream = Buffer.from(
  events.map((event) => `event: ${event.type}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`).join(''),
);

async function measure(
  bytes: Buffer,
  cuts: number[],
  contentCoding?: string,
  contentType = 'text/event-stream',
) {
  const seen: MessageUsage[] = [];
  const unreadable: string[] = [];
  const meter = usageMeter({
    contentType,
    contentCoding,
    onUsage: (usage) => seen.push(usage),
    onUnreadable: (why) => unreadable.push(why),
  });
  const edges = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  edges.forEach((edge, i) => meter?.write(bytes.subarray(edge, edges[i + 1] ?? edge)));
  await meter?.end();
  return { last: seen.at(-1), unreadable };
}

const expected = { messageId: 'msg_ü', inputTokens: 3, outputTokens: 9, webSearches: 2 };

it('reads the same from any cutting of the stream', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (cuts) => {
      expect((await measure(stream, cuts)).last).toMatchObject(expected);
    }),
    { numRuns: 50 },
  );
});

it.each([
  ['gzip', gzipSync(stream)],
  ['br', brotliCompressSync(stream)],
  ['deflate', deflateSync(stream)],
])('reads %s', async (coding, bytes) => {
  expect((await measure(bytes, [5, 9], coding)).last).toMatchObject(expected);
});

it('says what it cannot read, and goes on', async () => {
  expect((await measure(stream, [], 'zstd')).unreadable).toEqual(['content-encoding zstd']);
  expect((await measure(Buffer.from('no gzip'), [], 'gzip')).unreadable).toHaveLength(1);
  const broken = Buffer.concat([Buffer.from('event: message_start\ndata: {nonsense}\n\n'), stream]);
  const { last, unreadable } = await measure(broken, []);
  expect([unreadable.length, last?.outputTokens]).toEqual([1, 9]);
});

it('takes a cut stream for what it had', async () => {
  const { last } = await measure(stream.subarray(0, 200), []);
  expect(last).toMatchObject({ inputTokens: 3, outputTokens: 1 });
});

it('estimates the output of a stream that broke off before its end', async () => {
  const said = 'x'.repeat(4_000);
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: said } };
  const start = { type: 'message_start', message: { id: 'msg_1', model: 'm', usage: { output_tokens: 1 } } };
  const cut = [start, delta]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
  const { last } = await measure(Buffer.from(cut), []);
  expect(last?.outputTokens).toBe(1_001);
});

it('is not blinded by an event of any length', async () => {
  const long = Buffer.from(`event: content_block_start\ndata: "${'x'.repeat(3_000_000)}"\n\n`);
  const { last, unreadable } = await measure(Buffer.concat([long, stream]), [100, 2_000_000]);
  expect([unreadable, last?.outputTokens]).toEqual([[], 9]);
  const start = Buffer.from(`event: message_start\ndata: "${'x'.repeat(3_000_000)}"\n\n`);
  expect((await measure(start, [])).unreadable).toEqual(['a message_start of 3000003 bytes']);
});

it('reads a whole answer of any length', async () => {
  const usage = { input_tokens: 5, output_tokens: 6, speed: 'fast', inference_geo: 'us' };
  const whole = { id: 'msg_2', content: [{ text: 'x"}'.repeat(100_000), usage: {} }], model: 'm', usage };
  const bytes = Buffer.from(JSON.stringify(whole));
  const { last } = await measure(bytes, [7, 1_000], undefined, 'application/json; charset=utf-8');
  expect(last).toMatchObject({ messageId: 'msg_2', outputTokens: 6, speed: 'fast', geo: 'us' });
  const count = Buffer.from('{"input_tokens":3}');
  expect(await measure(count, [], undefined, 'application/json')).toEqual({
    last: undefined,
    unreadable: [],
  });
});

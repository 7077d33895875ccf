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

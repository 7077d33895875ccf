import { expect, it } from 'vitest';
import { mostOf, RequestReader } from './request-shape.ts';

function shapeOf(body: unknown) {
  const reader = new RequestReader();
  reader.write(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  return reader.shape();
}

const price = { input: 3, output: 15, cache_read: 0, cache_write: 0, cache_write_hour: 0, web_search: 0 };
const prices = { version: '1', usInferenceFactor: 1, models: new Map([['cheap', price]]) };
prices.models.set('dear', { ...price, output: 100 });

it('takes a third of the bytes for tokens, and all of max_tokens', () => {
  const shape = shapeOf({ model: 'cheap', max_tokens: 1_000, messages: ['word '.repeat(600)] });
  expect(shape).toMatchObject({
    model: 'cheap',
    maxTokens: 1_000,
    inputTokens: expect.closeTo(1_020, -2),
  });
  expect(mostOf({ ...shape, inputTokens: 1_000 }, prices)).toEqual({ nanoUsd: 18_000_000, tokens: 2_000 });
});

it('does not take a picture for prose', () => {
  const picture = Buffer.alloc(300_000, 'picture').toString('base64');
  expect(shapeOf({ model: 'cheap', max_tokens: 1, messages: [picture] }).inputTokens).toBeLessThan(25_000);
});

it('takes the fallback for what is not said', () => {
  expect(shapeOf({ model: 'cheap' }).maxTokens).toBe(64_000);
  expect(mostOf(shapeOf({ model: 'new', max_tokens: 1 }), prices)).toMatchObject({ unpriced: 'new' });
  expect(shapeOf({ model: 'cheap', speed: null, stream: null })).toMatchObject({ speed: 'standard' });
});

it.each([
  ['a hundred limits before the true one', `{${'"max_tokens":1,'.repeat(100)}"max_tokens":64000}`],
  ['a limit behind spaces without end', `{"max_tokens":${' '.repeat(66_000)}64000}`],
  ['a hundred models before the true one', `{${'"model":"cheap",'.repeat(100)}"model":"dear"}`],
  ['a name said twice, once in escapes', '{"model":"cheap","m\\u006fdel":"dear"}'],
  ['a model of no end', `{"model":"${'x'.repeat(70_000)}"}`],
  ['a speed said twice', '{"speed":"standard","speed":"fast"}'],
  ['streaming said twice', '{"stream":true,"stream":false}'],
  ['a limit that is no JSON', '{"max_tokens":0x1}'],
  ['a limit in a string', '{"max_tokens":"64_000"}'],
  ['a limit below nothing', '{"max_tokens":-1}'],
])('%s is refused', (_name, body) => {
  expect(() => shapeOf(body)).toThrow(expect.objectContaining({ reason: 'malformed_request', status: 400 }));
});

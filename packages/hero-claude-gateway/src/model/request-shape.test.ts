import { expect, it } from 'vitest';
import { mostOf, RequestReader } from './request-shape.ts';

function shapeOf(body: unknown) {
  const reader = new RequestReader();
  reader.write(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  return reader.shape;
}

const price = { input: 3, output: 15, cache_read: 0, cache_write: 0, cache_write_hour: 0, web_search: 0 };
const prices = { version: '1', usInferenceFactor: 1, models: new Map([['cheap', price]]) };
prices.models.set('dear', { ...price, output: 100 });

it('takes a third of the bytes for tokens, and all of max_tokens', () => {
  const shape = shapeOf({ model: 'cheap', max_tokens: 1_000, messages: ['word '.repeat(600)] });
  expect(shape).toMatchObject({
    models: ['cheap'],
    maxTokens: 1_000,
    inputTokens: expect.closeTo(1_020, -2),
  });
  expect(mostOf({ ...shape, inputTokens: 1_000 }, prices)).toEqual({ nanoUsd: 18_000_000, tokens: 2_000 });
});

it('does not take a picture for prose', () => {
  const picture = Buffer.alloc(300_000, 'picture').toString('base64');
  expect(shapeOf({ model: 'cheap', max_tokens: 1, messages: [picture] }).inputTokens).toBeLessThan(25_000);
});

it('takes the worst of what is said twice, and the fallback for nonsense', () => {
  const twice = shapeOf('{"model":"cheap","max_tokens":1,"model":"dear","max_tokens":1000000}');
  expect(mostOf(twice, prices).nanoUsd).toBeGreaterThan(99_000_000_000);
  expect(shapeOf({ model: 'cheap' }).maxTokens).toBe(64_000);
  expect(shapeOf({ model: 'cheap', max_tokens: -1 }).maxTokens).toBe(64_000);
  expect(mostOf(shapeOf({ model: 'new', max_tokens: 1 }), prices)).toMatchObject({ unpriced: 'new' });
});

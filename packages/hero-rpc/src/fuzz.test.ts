import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { setUp } from '../test/sample-service.ts';

const Response = z.union([
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.number(), z.null()]),
    result: z.unknown(),
  }),
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.number(), z.null()]),
    error: z.strictObject({
      code: z.int().negative(),
      message: z.string().min(1),
      data: z.looseObject({ kind: z.string().regex(/^[a-z]+\.[a-z_]+$/) }),
    }),
  }),
]);

const Body = z.union([Response, z.array(Response).min(1)]);
const { dispatcher, caller } = setUp();

/** Whatever comes in: 204 without a body, or a well-formed response, or an array of some. */
async function answers(body: string | Uint8Array): Promise<void> {
  const answer = await dispatcher.handle(body, caller);
  expect(answer.status).toBe(answer.body === undefined ? 204 : 200);
  if (answer.body !== undefined) Body.parse(JSON.parse(answer.body));
}

/** Lone surrogates included. */
const text = fc.uint16Array({ maxLength: 100 }).map((units) => String.fromCharCode(...units));
const names = [
  'subtract',
  'sum',
  'get_data',
  'thing.get',
  'thing.delete',
  'wrong.bigint',
  'rpc.discover',
  '__proto__',
];
const id = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.jsonValue());
const params = fc.oneof(
  fc.array(fc.jsonValue()),
  fc.dictionary(
    fc.oneof(fc.constantFrom('a', 'minuend', 'thing_id', '__proto__'), fc.string()),
    fc.jsonValue(),
  ),
  fc.jsonValue(),
);
const request = fc.record(
  {
    jsonrpc: fc.constantFrom('2.0', '1.0'),
    method: fc.oneof(fc.constantFrom(...names), fc.string()),
    params,
    id,
  },
  { requiredKeys: [] },
);

it('answers any bytes', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), answers));
});

it('answers any text', async () => {
  await fc.assert(fc.asyncProperty(text, answers));
});

it('answers any JSON', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      answers,
    ),
  );
});

it('answers anything that looks like a request or a batch', async () => {
  const body = fc.oneof(request, fc.array(fc.oneof(request, fc.jsonValue()), { maxLength: 60 }));
  await fc.assert(
    fc.asyncProperty(
      body.map((value) => JSON.stringify(value)),
      answers,
    ),
    { numRuns: 300 },
  );
});

it('answers requests with bytes changed', async () => {
  const damaged = fc.tuple(request, fc.nat(), fc.nat(255)).map(([value, position, byte]) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    bytes[position % bytes.length] = byte;
    return bytes;
  });
  await fc.assert(fc.asyncProperty(damaged, answers), { numRuns: 300 });
});

it('answers JSON of any depth', async () => {
  await answers('['.repeat(100_000));
  await answers(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  const nested = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  await answers(`{"jsonrpc":"2.0","id":1,"method":"subtract","params":${nested}}`);
});

import { expect } from 'vitest';
import { z } from 'zod';
import { type CallRecord, createDispatcher, createRegistry, defineError, methodsFor } from '../src/index.ts';

const method = methodsFor<{ greeting: string }>();

const notFound = defineError('thing.not_found', {
  family: 'not_found',
  data: z.object({ thing_id: z.string() }),
  when: 'No thing has that id.',
  message: ({ thing_id }) => `No thing "${thing_id}"`,
  hint: () => 'thing.list shows them all.',
});
const broken = defineError('thing.broken', {
  family: 'failed',
  data: z.object({}),
  when: 'Never announced.',
  message: () => 'broken',
});

export const registry = createRegistry([
  method({
    name: 'subtract',
    summary: 'Subtract two numbers',
    params: z.object({ minuend: z.number(), subtrahend: z.number() }),
    result: z.number(),
    role: 'viewer',
    handler: async ({ minuend, subtrahend }) => minuend - subtrahend,
  }),
  method({
    name: 'sum',
    summary: 'Add numbers',
    params: z.object({ a: z.number(), b: z.number().default(0), c: z.number().optional() }),
    result: z.number(),
    role: 'viewer',
    handler: async ({ a, b, c }) => a + b + (c ?? 0),
  }),
  method({
    name: 'get_data',
    summary: 'Get data',
    params: z.object({}),
    result: z.array(z.union([z.string(), z.number()])),
    role: 'viewer',
    handler: async () => ['hello', 5],
  }),
  method({
    name: 'notify_hello',
    summary: 'Take a greeting',
    params: z.object({ value: z.number() }),
    result: z.null(),
    role: 'viewer',
    handler: async () => null,
  }),
  method({
    name: 'thing.get',
    summary: 'Get a thing',
    params: z.object({ thing_id: z.string(), verbose: z.boolean().optional() }),
    result: z.object({ text: z.string() }),
    role: 'viewer',
    errors: [notFound],
    mcp: { readOnly: true },
    handler: async ({ thing_id }, { greeting }) => {
      if (thing_id === 'crash') throw new TypeError('secret path /etc/shadow');
      if (thing_id === 'undeclared') throw broken({});
      if (thing_id !== 'here') throw notFound({ thing_id }, { cause: new Error('ENOENT') });
      return { text: greeting };
    },
  }),
  method({
    name: 'thing.delete',
    summary: 'Delete a thing',
    description: 'It does not come back.',
    mcp: { destructive: true },
    params: z.object({ thing_id: z.string() }),
    result: z.object({}),
    role: 'admin',
    handler: async () => ({}),
  }),
  method({
    name: 'wrong.result',
    summary: 'Break the contract',
    params: z.object({}),
    result: z.object({ n: z.number() }),
    role: 'viewer',
    handler: async () => ({ n: 'secret' as unknown as number }),
  }),
  method({
    name: 'wrong.at_once',
    summary: 'Break the contract without waiting',
    params: z.object({}),
    result: z.object({ n: z.number() }),
    role: 'viewer',
    handler: () => ({ n: 'secret' as unknown as number }),
  }),
  method({
    name: 'wrong.bigint',
    summary: 'Answer what JSON cannot say',
    params: z.object({}),
    result: z.unknown(),
    role: 'viewer',
    handler: async () => 10n,
  }),
  method({
    name: 'wait',
    summary: 'Wait for the signal',
    mcp: false,
    params: z.object({}),
    result: z.null(),
    role: 'viewer',
    handler: (_params, _ctx, { signal }) => {
      signal.throwIfAborted();
      return null;
    },
  }),
]);

/** A dispatcher over the sample methods that keeps its records. */
export function setUp() {
  const records: CallRecord[] = [];
  const dispatcher = createDispatcher({
    registry,
    context: { greeting: 'hello' },
    info: { title: 'Sample', version: '1.2.3' },
    onCall: (record) => records.push(record),
  });
  const caller = { caller: 'rpc', role: 'viewer', signal: new AbortController().signal } as const;
  const send = async (body: unknown, as = caller): Promise<unknown> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await dispatcher.handle(text, as);
    expect(answer.status).toBe(answer.body === undefined ? 204 : 200);
    return answer.body === undefined ? undefined : JSON.parse(answer.body);
  };
  return { dispatcher, records, caller, send };
}

export const call = (method: string, params?: unknown, id: unknown = 1) => ({
  jsonrpc: '2.0',
  method,
  params,
  id,
});
export const failed = (code: number, data: object = {}, id: unknown = null) =>
  expect.objectContaining({
    jsonrpc: '2.0',
    id,
    error: expect.objectContaining({ code, data: expect.objectContaining(data) }),
  });

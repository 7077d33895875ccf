import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDispatcher, createRegistry, methodsFor } from './index.ts';

const method = methodsFor<null>();
const any = z.unknown().optional();
const heard: unknown[] = [];

/** The methods that the examples call; a, b and so on stand for what they pass by position. */
const registry = createRegistry([
  method({
    name: 'subtract',
    summary: 'Subtract',
    params: z.object({ minuend: z.number(), subtrahend: z.number() }),
    result: z.number(),
    role: 'viewer',
    handler: async ({ minuend, subtrahend }) => minuend - subtrahend,
  }),
  method({
    name: 'sum',
    summary: 'Add',
    params: z.object({ a: z.number(), b: z.number(), c: z.number() }),
    result: z.number(),
    role: 'viewer',
    handler: async ({ a, b, c }) => a + b + c,
  }),
  method({
    name: 'get_data',
    summary: 'Get data',
    params: z.object({}),
    result: z.array(any),
    role: 'viewer',
    handler: async () => ['hello', 5],
  }),
  ...['update', 'notify_hello', 'notify_sum'].map((name) =>
    method({
      name,
      summary: 'Take a notification',
      params: z.object({ a: any, b: any, c: any, d: any, e: any }),
      result: z.null(),
      role: 'viewer',
      handler: async (params) => {
        heard.push([name, ...Object.values(params)]);
        return null;
      },
    }),
  ),
]);
const dispatcher = createDispatcher({ registry, context: null, info: { title: 'Examples', version: '1' } });
const caller = { caller: 'rpc', role: 'viewer', signal: new AbortController().signal } as const;

const invalidRequest =
  '{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}';

/** Section 7 of the specification, as it stands there: what goes in, what comes out. */
const examples: [name: string, sent: string, answered: string | null][] = [
  [
    'rpc call with positional parameters, 1',
    '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}',
    '{"jsonrpc": "2.0", "result": 19, "id": 1}',
  ],
  [
    'rpc call with positional parameters, 2',
    '{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}',
    '{"jsonrpc": "2.0", "result": -19, "id": 2}',
  ],
  [
    'rpc call with named parameters, 1',
    '{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}',
    '{"jsonrpc": "2.0", "result": 19, "id": 3}',
  ],
  [
    'rpc call with named parameters, 2',
    '{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}',
    '{"jsonrpc": "2.0", "result": 19, "id": 4}',
  ],
  ['a Notification, 1', '{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}', null],
  ['a Notification, 2', '{"jsonrpc": "2.0", "method": "foobar"}', null],
  [
    'rpc call of non-existent method',
    '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
    '{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}',
  ],
  [
    'rpc call with invalid JSON',
    '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
    '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
  ],
  [
    'rpc call with invalid Request object',
    '{"jsonrpc": "2.0", "method": 1, "params": "bar"}',
    invalidRequest,
  ],
  [
    'rpc call Batch, invalid JSON',
    '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]',
    '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
  ],
  ['rpc call with an empty Array', '[]', invalidRequest],
  ['rpc call with an invalid Batch (but not empty)', '[1]', `[${invalidRequest}]`],
  ['rpc call with invalid Batch', '[1,2,3]', `[${invalidRequest},${invalidRequest},${invalidRequest}]`],
  [
    'rpc call Batch',
    `[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
      {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
      {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
      {"foo": "boo"},
      {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
      {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]`,
    `[{"jsonrpc": "2.0", "result": 7, "id": "1"},
      {"jsonrpc": "2.0", "result": 19, "id": "2"},
      ${invalidRequest},
      {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
      {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}]`,
  ],
  [
    'rpc call Batch (all notifications)',
    `[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
      {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]`,
    null,
  ],
];

/** An error may say more in `data`; everything else is as it stands. */
function withoutData(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutData);
  const { error, ...rest } = answer as { error?: { code: number; message: string; data?: unknown } };
  return error === undefined ? rest : { ...rest, error: { code: error.code, message: error.message } };
}

describe('the examples of the JSON-RPC 2.0 specification', () => {
  it.each(examples)('%s', async (_name, sent, answered) => {
    const { status, body } = await dispatcher.handle(sent, caller);
    const got = body === undefined ? null : withoutData(JSON.parse(body));
    expect({ status, got }).toStrictEqual(
      answered === null ? { status: 204, got: null } : { status: 200, got: JSON.parse(answered) as unknown },
    );
  });

  it('heard each notification once', () => {
    expect(heard).toEqual([
      ['update', 1, 2, 3, 4, 5],
      ['notify_hello', 7],
      ['notify_sum', 1, 2, 4],
      ['notify_hello', 7],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { call, failed, setUp } from '../test/sample-service.ts';
import { maxBatch } from './index.ts';

describe('the envelope', () => {
  it.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"x"'],
    ['true', 'true'],
    ['an object', '{}'],
    ['another version', '{"jsonrpc":"1.0","method":"get_data","id":null}'],
    ['string params', '{"jsonrpc":"2.0","method":"get_data","params":"x"}'],
    ['null params', '{"jsonrpc":"2.0","method":"get_data","params":null}'],
    ['an object id', '{"jsonrpc":"2.0","method":"get_data","id":{}}'],
    ['an infinite id', '{"jsonrpc":"2.0","method":"get_data","id":1e999}'],
    ['a boolean id', '{"jsonrpc":"2.0","method":"get_data","id":true}'],
    ['a response', '{"jsonrpc":"2.0","result":1}'],
  ])('answers %s with one -32600', async (_name, body) => {
    expect(await setUp().send(body)).toEqual(failed(-32600));
  });

  it('keeps the id of an invalid request where it can', async () => {
    expect(await setUp().send({ jsonrpc: '2.0', method: 1, id: 'a' })).toEqual(failed(-32600, {}, 'a'));
  });

  it('answers an empty body and broken UTF-8 with -32700', async () => {
    const { dispatcher, caller, send } = setUp();
    expect(await send('')).toEqual(failed(-32700));
    const answer = await dispatcher.handle(Uint8Array.of(0x22, 0xff, 0x22), caller);
    expect(JSON.parse(answer.body ?? '')).toEqual(failed(-32700));
  });

  it('answers a batch of one with an array', async () => {
    expect(await setUp().send([call('get_data')])).toEqual([{ jsonrpc: '2.0', result: ['hello', 5], id: 1 }]);
  });

  it('takes as many calls as a batch may have and refuses one more as a whole', async () => {
    const { send, records } = setUp();
    const batch = Array.from({ length: maxBatch }, (_, id) => call('get_data', [], id));
    expect(await send(batch)).toHaveLength(maxBatch);
    expect(await send([...batch, call('get_data')])).toEqual(failed(-32600));
    expect(records).toHaveLength(maxBatch + 1);
  });

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', ''])(
    'does not know the method %j',
    async (name) => {
      expect(await setUp().send(call(name))).toEqual(failed(-32601, { kind: 'rpc.method_not_found' }, 1));
    },
  );

  it('treats a null id as a call, not as a notification', async () => {
    expect(await setUp().send(call('get_data', [], null))).toEqual({
      jsonrpc: '2.0',
      result: ['hello', 5],
      id: null,
    });
  });

  it('suggests the nearest method', async () => {
    const facts = { method: 'thing.gte', suggestion: 'thing.get' };
    expect(await setUp().send(call('thing.gte'))).toEqual(failed(-32601, { facts }, 1));
  });
});

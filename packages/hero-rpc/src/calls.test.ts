import { describe, expect, it } from 'vitest';
import { call, failed, setUp } from '../test/sample-service.ts';
import { findNul } from './nul-check.ts';

describe('params', () => {
  it('takes optional params by position, null meaning left out', async () => {
    expect(await setUp().send(call('sum', [1, null, 4]))).toEqual({ jsonrpc: '2.0', result: 5, id: 1 });
  });

  it('refuses more positional params than declared', async () => {
    expect(await setUp().send(call('subtract', [1, 2, 3]))).toEqual(
      failed(-32602, { kind: 'rpc.invalid_params' }, 1),
    );
  });

  it('says where a param does not fit', async () => {
    const issues = [{ path: 'subtrahend', message: expect.stringContaining('number') }];
    expect(await setUp().send(call('subtract', { minuend: 1, subtrahend: 'x' }))).toEqual(
      failed(-32602, { issues }, 1),
    );
  });

  it('refuses an unknown name and suggests the nearest', async () => {
    const issues = [{ path: 'thingid', message: 'unknown param; did you mean "thing_id"?' }];
    expect(await setUp().send(call('thing.get', { thingid: 'here' }))).toEqual(failed(-32602, { issues }, 1));
  });

  it('refuses a NUL character wherever it is, and says where', async () => {
    const message = 'must not hold a NUL character';
    expect(await setUp().send(call('thing.get', ['a\0--option']))).toEqual(
      failed(-32602, { issues: [{ path: 'thing_id', message }] }, 1),
    );
    const deep = JSON.parse(`${'['.repeat(200_000)}"x\\u0000"${']'.repeat(200_000)}`) as unknown;
    expect(findNul({ deep })).toMatch(/^deep\.0\.0/);
    expect(findNul({ labels: [{ 'a\0': 1 }] })).toBe('labels.0');
    expect(findNul({ fine: ['a', 1, null, { b: true }] })).toBeUndefined();
  });

  it('refuses __proto__ as a name', async () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"get_data","params":{"__proto__":{"x":1}}}';
    expect(await setUp().send(body)).toEqual(
      failed(-32602, { issues: [{ path: '__proto__', message: 'unknown param' }] }, 1),
    );
  });
});

describe('errors', () => {
  it('sends kind, message, facts and hint of a declared error and keeps its cause for the log', async () => {
    const { send, records } = setUp();
    expect(await send(call('thing.get', ['gone']))).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: {
        code: -32001,
        message: 'No thing "gone"',
        data: { kind: 'thing.not_found', hint: 'thing.list shows them all.', facts: { thing_id: 'gone' } },
      },
    });
    expect(records[0]).toMatchObject({
      method: 'thing.get',
      outcome: 'error',
      kind: 'thing.not_found',
      family: 'not_found',
    });
    expect(records[0]?.error).toHaveProperty('cause.message', 'ENOENT');
    expect(records[0]).not.toHaveProperty('undeclared');
  });

  it.each([
    ['an exception', call('thing.get', ['crash'])],
    ['a result that does not fit', call('wrong.result')],
    ['one that is there at once', call('wrong.at_once')],
    ['a result that is no JSON', call('wrong.bigint')],
  ])('tells nothing about %s but an id that the log knows', async (_name, body) => {
    const { send, records } = setUp();
    const id: unknown = expect.any(String);
    const answer = await send(body);
    expect(answer).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32603, message: 'Internal error', data: { kind: 'rpc.internal', id } },
    });
    expect(answer).toHaveProperty('error.data.id', records[0]?.requestId);
    expect(records[0]?.error).toHaveProperty('cause');
  });

  it('marks an error that the method does not declare', async () => {
    const { send, records } = setUp();
    expect(await send(call('thing.get', ['undeclared']))).toEqual(
      failed(-32005, { kind: 'thing.broken' }, 1),
    );
    expect(records[0]).toMatchObject({ undeclared: true });
  });

  it('refuses a role that is too weak before it looks at the params', async () => {
    const { send, caller } = setUp();
    expect(await send(call('thing.delete', ['here', 'x']))).toEqual(
      failed(-32003, { kind: 'auth.forbidden' }, 1),
    );
    const admin = { ...caller, role: 'admin' } as unknown as typeof caller;
    expect(await send(call('thing.delete', ['here']), admin)).toEqual({ jsonrpc: '2.0', result: {}, id: 1 });
  });

  it('calls what was aborted cancelled', async () => {
    const { send, caller } = setUp();
    expect(await send(call('wait'), { ...caller, signal: AbortSignal.abort() })).toEqual(
      failed(-32007, { kind: 'rpc.cancelled' }, 1),
    );
  });
});

describe('records', () => {
  it('makes one per call, notifications and bodies without calls included', async () => {
    const { send, records } = setUp();
    await send([call('get_data'), { jsonrpc: '2.0', method: 'thing.get', params: ['crash'] }, 5]);
    await send('{');
    expect(records.map(({ method, outcome, kind }) => [method, outcome, kind])).toEqual([
      ['', 'error', 'rpc.invalid_request'],
      ['get_data', 'ok', undefined],
      ['thing.get', 'error', 'rpc.internal'],
      ['', 'error', 'rpc.parse_error'],
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(4);
  });
});

describe('rpc.discover', () => {
  it('returns the document', async () => {
    expect(await setUp().send(call('rpc.discover'))).toMatchObject({
      result: { openrpc: '1.3.2', info: { title: 'Sample', version: '1.2.3' } },
    });
  });
});

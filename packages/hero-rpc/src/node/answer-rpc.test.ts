import { expect, it } from 'vitest';
import { setUp } from '../../test/sample-service.ts';
import { maxBodyBytes } from '../index.ts';
import { answerRpc } from './answer-rpc.ts';
import { readBody } from './read-body.ts';

async function post(body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> {
  const { dispatcher, caller } = setUp();
  const request = new Request('http://localhost/rpc', {
    method: 'POST',
    body,
    headers,
    duplex: 'half',
  } as RequestInit);
  return answerRpc(request, dispatcher, caller);
}

it('answers a call with 200 and a notification with 204', async () => {
  const answer = await post('{"jsonrpc":"2.0","id":1,"method":"sum","params":[1,2]}');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ jsonrpc: '2.0', id: 1, result: 3 });
  const none = await post('{"jsonrpc":"2.0","method":"sum","params":[1,2]}');
  expect([none.status, await none.text()]).toEqual([204, '']);
});

it('answers a body that is announced as too long with 413', async () => {
  const answer = await post('{}', { 'content-length': String(maxBodyBytes + 1) });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({
    id: null,
    error: { code: -32600, data: { kind: 'rpc.body_too_long' } },
  });
});

it('stops reading where a body gets too long', async () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(10));
    },
  });
  const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect(await readBody(request, 95)).toBeUndefined();
  expect(pulled).toBeLessThan(15);
});

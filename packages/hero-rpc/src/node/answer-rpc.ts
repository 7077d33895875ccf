import type { Dispatcher } from '../dispatcher.ts';
import { RpcError } from '../errors.ts';
import { maxBodyBytes } from '../limits.ts';
import type { Caller } from '../method.ts';
import { readBody } from './read-body.ts';

/** Serves `POST /rpc`: 200 with an answer, 204 for notifications, 413 for a body that is too long. */
export async function answerRpc(request: Request, dispatcher: Dispatcher, caller: Caller): Promise<Response> {
  const body = await readBody(request);
  if (body === undefined) return jsonRpcFailure(bodyTooLong(), 413);
  const answer = await dispatcher.handle(body, caller);
  const headers = { 'content-type': 'application/json' };
  return answer.body === undefined
    ? new Response(null, { status: 204 })
    : new Response(answer.body, { headers });
}

/** A JSON-RPC answer to a request that never became a call. */
export function jsonRpcFailure(error: RpcError, status: number): Response {
  const headers = new Headers({ 'content-type': 'application/json' });
  // What is left of a body that is too long is not read, so the connection cannot be used again.
  if (status === 413) headers.set('connection', 'close');
  if (status === 401) headers.set('www-authenticate', 'Bearer');
  return new Response(failureText(error), { status, headers });
}

export function failureText(error: RpcError): string {
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: error.toJSON() });
}

/** For `maxBodyBytes`. */
export function bodyTooLong(): RpcError {
  return new RpcError({
    kind: 'rpc.body_too_long',
    family: 'invalid_params',
    code: -32600,
    message: `The body is longer than ${maxBodyBytes} bytes`,
  });
}

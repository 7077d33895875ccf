import { z } from 'zod';
import { udsRequest } from './uds-request.ts';

const RpcAnswer = z.object({
  result: z.unknown().optional(),
  error: z
    .object({
      code: z.number(),
      message: z.string(),
      data: z.looseObject({ kind: z.string().optional() }).optional(),
    })
    .optional(),
});

/** The server answered with a JSON-RPC error. */
export class RpcCallError extends Error {
  override name = 'RpcCallError';
  readonly code: number;
  /** `noun.fact`, when the server gave one. */
  readonly kind: string | undefined;
  readonly data: Record<string, unknown> | undefined;

  constructor(method: string, error: NonNullable<z.infer<typeof RpcAnswer>['error']>) {
    super(`${method}: ${error.message}${error.data ? ` ${JSON.stringify(error.data)}` : ''}`);
    this.code = error.code;
    this.kind = error.data?.kind;
    this.data = error.data;
  }
}

export interface RpcCallOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls one method over a Unix socket (`POST /rpc`) and gives its result. Throws RpcCallError. */
export async function rpcCall<T = unknown>(
  socketPath: string,
  method: string,
  params: object = {},
  options: RpcCallOptions = {},
): Promise<T> {
  const response = await udsRequest(socketPath, {
    ...options,
    method: 'POST',
    path: '/rpc',
    body: { jsonrpc: '2.0', id: 1, method, params },
  });
  if (response.status !== 200)
    throw new Error(`${method}: HTTP ${response.status} ${response.body.slice(0, 500)}`);
  const { result, error } = RpcAnswer.parse(response.json());
  if (error) throw new RpcCallError(method, error);
  return result as T;
}

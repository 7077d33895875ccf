import { RpcError } from 'hero-rpc';
import { jsonRpcFailure } from 'hero-rpc/node';

const rpcPaths: ReadonlySet<string> = new Set(['/rpc', '/mcp']);

/** Clients of JSON-RPC get their errors in its form, also before there is a call. */
export function errorResponse(path: string, error: RpcError, status: number): Response {
  if (rpcPaths.has(path)) return jsonRpcFailure(error, status);
  const headers = status === 401 ? { 'www-authenticate': 'Bearer' } : undefined;
  return Response.json({ error }, { status, ...(headers && { headers }) });
}

export function notFoundResponse(path: string): Response {
  const message = `No such path: ${path}`;
  return errorResponse(path, new RpcError({ kind: 'http.not_found', family: 'not_found', message }), 404);
}

export function wrongVerbResponse(path: string, allow: 'GET' | 'POST'): Response {
  const message = `${path} takes ${allow} only`;
  const error = new RpcError({ kind: 'http.wrong_verb', family: 'invalid_params', code: -32600, message });
  const response = errorResponse(path, error, 405);
  response.headers.set('allow', allow);
  return response;
}

export function upgradeNeededResponse(): Response {
  const message = '/terminal is a WebSocket';
  const error = new RpcError({ kind: 'http.upgrade_needed', family: 'invalid_params', message });
  const response = errorResponse('/terminal', error, 426);
  response.headers.set('upgrade', 'websocket');
  return response;
}

/** Says nothing but the id under which the log has more. */
export function internalError(id: string): RpcError {
  return new RpcError({ kind: 'rpc.internal', family: 'internal', message: 'Internal error', id });
}

import { ModelRefusal } from './refusal.ts';

const allowed = new Set(['HEAD /', 'POST /v1/messages', 'POST /v1/messages/count_tokens']);

/** A call that may pass: the path is one of three known ones, the query is the client's. */
export interface ModelRoute {
  method: 'HEAD' | 'POST';
  path: string;
  /** Empty, or beginning with `?`. */
  query: string;
}

/**
 * Compares the request target as it was sent, without normalising it: another spelling of an allowed path,
 * an absolute form or a `//host/…` is simply not equal.
 */
export function matchRoute(method: string, target: string): ModelRoute {
  const split = target.indexOf('?');
  const path = split < 0 ? target : target.slice(0, split);
  const query = split < 0 ? '' : target.slice(split);
  if (!allowed.has(`${method} ${path}`) || !/^[\x21-\x7e]*$/.test(query) || query.includes('#')) {
    throw new ModelRefusal(
      'path_not_allowed',
      `${method.slice(0, 20)} ${path.slice(0, 200)} is not allowed: a session may only POST /v1/messages and /v1/messages/count_tokens`,
    );
  }
  return { method: method === 'HEAD' ? 'HEAD' : 'POST', path, query };
}

/** Whether the API charges for such a call: counting tokens is free. */
export function isPaid({ method, path }: { method: string; path: string }): boolean {
  return method === 'POST' && path === '/v1/messages';
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { RpcError } from 'hero-rpc';
import { sendRpcFailure, serveRpc } from 'hero-rpc/node';
import { httpStatusOf } from './access-errors.ts';
import type { AppDeps } from './app.ts';
import type { Access } from './auth.ts';
import { internalError } from './error-response.ts';
import { callerOf, trackCalls } from './in-flight.ts';

/** Serves `POST /rpc`, the one path where the cost of a web request counts. Never rejects. */
export type RpcListener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

export function createRpcListener(
  { dispatcher, stopping, onFault }: Pick<AppDeps, 'dispatcher' | 'stopping' | 'onFault'>,
  access: Access,
): RpcListener {
  const inFlight = trackCalls(stopping);
  return async (incoming, outgoing) => {
    const call = inFlight.begin(outgoing);
    try {
      access.checkOrigin(incoming.headers);
      const found = access.identify(incoming.headers);
      const identity = found instanceof Promise ? await found : found;
      await serveRpc(incoming, outgoing, dispatcher, callerOf('rpc', identity, call));
    } catch (error) {
      // Nobody is left to answer, and a sender that goes away is no fault of ours.
      if (outgoing.destroyed || outgoing.headersSent) return;
      if (error instanceof RpcError) {
        sendRpcFailure(outgoing, error, httpStatusOf(error));
        return;
      }
      const id = crypto.randomUUID();
      onFault(error, id);
      sendRpcFailure(outgoing, internalError(id), 500);
    } finally {
      call.end();
    }
  };
}

/** Whether the listener is for this request; with a query, or an absolute address as to a proxy, too. */
export function isRpc({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && (url === '/rpc' || /^(https?:\/\/[^/?]*)?\/rpc(\?|$)/.test(url));
}

import { type JSONRPCResponse, JSONRPCServer } from 'json-rpc-2.0';
import type { Request, RequestId } from './envelope.ts';
import { RpcError } from './errors.ts';
import { invoke } from './invoke.ts';
import type { Call, Method } from './method.ts';
import { nearest } from './nearest.ts';
import { internalError, methodNotFound } from './standard-errors.ts';

/** The state of one call on its way through the JSON-RPC server. */
export interface Trace {
  call: Call;
  error?: RpcError;
}

/** Answers one well-formed request; `null` for a notification. Never rejects. */
type Receive = (request: Request, trace: Trace) => Promise<JSONRPCResponse | null>;

/** The library routes and shapes the answers; what it gets wrong is decided before and after it. */
export function createReceiver<Ctx>(methods: ReadonlyMap<string, Method<Ctx>>, context: Ctx): Receive {
  // It reports errors by console.warn unless told otherwise; ours travel in the trace.
  const server = new JSONRPCServer<Trace>({ errorListener: () => undefined });
  waitNatively(server);
  const guarded: Receive = async (request, trace) => {
    const { id } = request;
    try {
      const given = invoke(find(methods, request.method), request.params, context, trace.call);
      // What is there needs no turn of the queue.
      const result = given instanceof Promise ? await given : given;
      return id === undefined ? null : { jsonrpc: '2.0', id, result: result ?? null };
    } catch (error) {
      trace.error = error instanceof RpcError ? error : internalError(trace.call.requestId, error);
      return id === undefined ? null : failure(id, trace.error);
    }
  };
  for (const name of methods.keys()) {
    server.addMethodAdvanced(name, guarded);
  }
  // Not async: a promise that is handed on by an async function takes three turns of the queue instead of one.
  return (request, trace) =>
    methods.has(request.method)
      ? (server.receive(request, trace) as Promise<JSONRPCResponse | null>)
      : guarded(request, trace);
}

/** What of the library's server its types keep to themselves. */
interface ServerSteps {
  receiveSingle: Receive;
  callMethod(method: Receive | undefined, request: Request, trace: Trace): Promise<JSONRPCResponse | null>;
  readonly nameToMethodMap: ReadonlyMap<string, Receive>;
}

/**
 * Has the library wait for a method by its promise. Its own code is made for engines without async functions, and
 * stepping through that is a tenth of a call. It also looks at requests and answers once more: `readEnvelope` has
 * seen to the one, the type of `Receive` to the other.
 */
function waitNatively(server: JSONRPCServer<Trace>): void {
  const steps = server as unknown as ServerSteps;
  steps.receiveSingle = (request, trace) =>
    steps.callMethod(steps.nameToMethodMap.get(request.method), request, trace);
}

/** Throws `rpc.method_not_found`. */
export function find<Ctx>(methods: ReadonlyMap<string, Method<Ctx>>, name: string): Method<Ctx> {
  const method = methods.get(name);
  if (method !== undefined) return method;
  throw methodNotFound(name.slice(0, 100), nearest(name, methods.keys()));
}

export function failure(id: RequestId, error: RpcError): JSONRPCResponse {
  return { jsonrpc: '2.0', id, error: error.toJSON() };
}

/** A result that JSON cannot say is a fault of the method, found only here. */
export function serialize(response: JSONRPCResponse, trace: Trace): string {
  try {
    return JSON.stringify(response);
  } catch (error) {
    trace.error = internalError(trace.call.requestId, error);
    return JSON.stringify(failure(response.id, trace.error));
  }
}

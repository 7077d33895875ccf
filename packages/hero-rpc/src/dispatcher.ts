import { CallOutcome, type CallRecord } from './call-record.ts';
import { discoverMethod } from './discover.ts';
import { type RawParams, readEnvelope } from './envelope.ts';
import { RpcError } from './errors.ts';
import { declares, invoke } from './invoke.ts';
import { createReceiver, failure, find, serialize, type Trace } from './json-rpc-server.ts';
import { maxBatch } from './limits.ts';
import type { Caller } from './method.ts';
import { type DocumentInfo, openRpcDocument } from './openrpc.ts';
import type { OpenRpcDocument } from './openrpc-document.ts';
import type { Registry } from './registry.ts';
import { ServedCall } from './served-call.ts';
import { internalError, invalidRequest, parseError } from './standard-errors.ts';

export interface DispatcherOptions<Ctx> {
  registry: Registry<Ctx>;
  context: Ctx;
  /** What `rpc.discover` says about the service. */
  info: DocumentInfo;
  /** Called once per call, notifications included, and once for a body that holds no calls. Must not throw. */
  onCall?: (record: CallRecord) => void;
}

export interface Answer {
  status: 200 | 204;
  /** JSON; absent with 204. */
  body?: string;
}

export interface Dispatcher {
  readonly registry: Registry<never>;
  /** Answers an HTTP body: a request, a notification or a batch. Never rejects. */
  handle(body: string | Uint8Array, caller: Caller): Promise<Answer>;
  /** Calls one method directly. Rejects with an `RpcError` and nothing else. */
  call(name: string, params: RawParams | undefined, caller: Caller): Promise<unknown>;
  /** What `rpc.discover` answers: made when it is first asked for, because most services never are. */
  document(): OpenRpcDocument;
}

export function createDispatcher<Ctx>(options: DispatcherOptions<Ctx>): Dispatcher {
  const { registry, context, info, onCall } = options;
  let made: OpenRpcDocument | undefined;
  const document = (): OpenRpcDocument => (made ??= openRpcDocument(registry, info));
  const discover = discoverMethod<Ctx>(document);
  const methods = new Map([...registry.methods, discover].map((method) => [method.name, method]));
  const receive = createReceiver(methods, context);

  async function answer(message: unknown, caller: Caller): Promise<Answer> {
    const trace: Trace = { call: new ServedCall(caller) };
    const started = performance.now();
    const envelope = readEnvelope(message);
    let text: string | undefined;
    if (envelope.ok) {
      const response = await receive(envelope.request, trace);
      text = response === null ? undefined : serialize(response, trace);
    } else {
      trace.error = envelope.error;
      text = JSON.stringify(failure(envelope.id, envelope.error));
    }
    report(envelope.ok ? envelope.request.method : '', started, trace);
    return reply(text);
  }

  async function answerBatch(batch: readonly unknown[], caller: Caller): Promise<Answer> {
    const problem = batchProblem(batch);
    if (problem !== undefined) return refuse(invalidRequest([{ path: '', message: problem }]), caller);
    const answers = await Promise.all(batch.map((element) => answer(element, caller)));
    const texts = answers.flatMap(({ body }) => body ?? []);
    return reply(texts.length === 0 ? undefined : `[${texts.join(',')}]`);
  }

  function report(name: string, started: number, { call, error }: Trace): void {
    if (onCall === undefined) return;
    const record = new CallOutcome(name, performance.now() - started, call);
    if (error !== undefined) {
      Object.assign(record, { outcome: 'error', kind: error.kind, family: error.family, error });
      const method = methods.get(name);
      if (method !== undefined && !declares(method, registry.errors, error)) record.undeclared = true;
    }
    onCall(record);
  }

  /** For a body that holds no calls: one answer, one record without a method. */
  function refuse(error: RpcError, caller: Caller): Answer {
    report('', performance.now(), { call: new ServedCall(caller), error });
    return reply(JSON.stringify(failure(null, error)));
  }

  return {
    registry,
    document,

    // Not async, so that the promise of the answer is the only one of a single call.
    handle(body, caller) {
      const message = parse(body);
      if (message === undefined) return Promise.resolve(refuse(parseError(), caller));
      return Array.isArray(message) ? answerBatch(message, caller) : answer(message, caller);
    },

    async call(name, params, caller) {
      const trace: Trace = { call: new ServedCall(caller) };
      const started = performance.now();
      try {
        const result: unknown = await invoke(find(methods, name), params, context, trace.call);
        // What JSON cannot say fails here, as it does in an answer of `handle`.
        JSON.stringify(result);
        return result;
      } catch (error) {
        trace.error = error instanceof RpcError ? error : internalError(trace.call.requestId, error);
        throw trace.error;
      } finally {
        report(name, started, trace);
      }
    },
  };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** `undefined` stands for broken JSON or broken UTF-8: JSON itself cannot say undefined. */
function parse(body: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : strictUtf8.decode(body));
  } catch {
    return undefined;
  }
}

function batchProblem(batch: readonly unknown[]): string | undefined {
  if (batch.length === 0) return 'a batch needs at least one call';
  return batch.length > maxBatch ? `a batch takes at most ${maxBatch} calls, got ${batch.length}` : undefined;
}

function reply(body: string | undefined): Answer {
  return body === undefined ? { status: 204 } : { status: 200, body };
}

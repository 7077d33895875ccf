import { RpcError } from 'hero-rpc';
import {
  containerNotFound,
  containerWrongState,
  engineFailed,
  engineTimeout,
  engineUnreachable,
  imageNotFound,
} from '../../domain/container/engine-errors.ts';

export interface FailureContext {
  endpoint: string;
  operation: string;
  subject: string;
  /** The limit in ms when the call ran into it. */
  timedOut: number | undefined;
}

const unreachableCodes: Record<string, 'missing' | 'denied' | 'refused' | 'lost'> = {
  ENOENT: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'missing',
  EHOSTUNREACH: 'missing',
  ENOTSOCK: 'missing',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
};

interface ForeignError extends Error {
  code?: string;
  statusCode?: number;
  json?: unknown;
}

/** The HTTP status of an engine's refusal; undefined for anything else. */
export function statusOf(error: unknown): number | undefined {
  const origin = error instanceof RpcError ? error.cause : error;
  return (origin as ForeignError | undefined)?.statusCode;
}

function reasonOf(error: ForeignError): string {
  const said = (error.json as { message?: unknown } | null | undefined)?.message;
  if (typeof said === 'string') return said;
  return error.message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

/** Turns what dockerode threw into one of our errors; an error of ours passes unchanged. */
export function translate(error: unknown, context: FailureContext): Error {
  if (error instanceof RpcError) return error;
  const { operation, endpoint, subject } = context;
  if (context.timedOut !== undefined) {
    return engineTimeout({ operation, timeout_ms: context.timedOut }, { cause: error });
  }
  const foreign = error as ForeignError;
  const reason = reasonOf(foreign);
  if (foreign.statusCode === undefined) {
    const cause = unreachableCodes[foreign.code ?? ''];
    if (cause !== undefined) return engineUnreachable({ endpoint, cause, reason }, { cause: error });
    if (foreign.message === 'socket hang up' || foreign.message === 'aborted') {
      return engineUnreachable({ endpoint, cause: 'lost', reason }, { cause: error });
    }
    return engineFailed({ operation, status: null, reason }, { cause: error });
  }
  if (foreign.statusCode === 404 && /no such image/i.test(reason)) {
    return imageNotFound({ image: subject }, { cause: error });
  }
  if (foreign.statusCode === 404 && /no such (container|exec)/i.test(reason)) {
    return containerNotFound({ container: subject }, { cause: error });
  }
  if (foreign.statusCode === 409)
    return containerWrongState({ container: subject, reason }, { cause: error });
  return engineFailed({ operation, status: foreign.statusCode, reason }, { cause: error });
}

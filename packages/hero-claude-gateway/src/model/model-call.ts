import type { ModelReason } from './refusal.ts';

export type CallOutcome =
  /** The upstream's answer reached the client whole, whatever its status. */
  | 'answered'
  /** We said no; `reason` says why. */
  | 'refused'
  /** No answer could be had from the upstream. */
  | 'unreachable'
  /** The upstream broke off in the middle of its answer, and so did we. */
  | 'cut'
  | 'client_gone';

/** What is remembered of one model call. */
export interface ModelCall {
  startedAt: Date;
  method: string;
  path: string;
  outcome: CallOutcome;
  reason: ModelReason | null;
  /** Null when the client got no answer. */
  status: number | null;
  model: string | null;
  messageId: string | null;
  /** The upstream's own id of the call, to ask its operator about. */
  requestId: string | null;
  /** Whether the client sent authorization headers; never what they held. */
  clientAuthorized: boolean;
  /** How we authenticated upstream; null when the call did not get there. */
  credentialSource: string | null;
  bytesUp: number;
  bytesDown: number;
  firstByteMs: number | null;
  durationMs: number;
  /** The beginning of an answer that was not 2xx, when bodies are logged. */
  body: string | null;
}

/** Never negative, also when the clock was set back meanwhile. */
export function sinceStart({ startedAt }: ModelCall): number {
  return Math.max(0, Date.now() - startedAt.getTime());
}

export function startCall(method: string, path: string, clientAuthorized: boolean): ModelCall {
  return {
    startedAt: new Date(),
    method,
    path,
    outcome: 'client_gone',
    reason: null,
    status: null,
    model: null,
    messageId: null,
    requestId: null,
    clientAuthorized,
    credentialSource: null,
    bytesUp: 0,
    bytesDown: 0,
    firstByteMs: null,
    durationMs: 0,
    body: null,
  };
}

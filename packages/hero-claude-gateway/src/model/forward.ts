import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Reservation } from '../budget/reservation.ts';
import type { SessionBudget } from '../budget/session-budget.ts';
import type { CredentialState } from '../credential/credential-source.ts';
import { headerOf } from '../lib/raw-headers.ts';
import { readBodyBytes } from './body-bytes.ts';
import { guardedBody } from './guarded-body.ts';
import { clientHeaders, upstreamHeaders } from './headers.ts';
import { type BodyRoom, type HeldBody, holdBody } from './held-body.ts';
import { type ModelCall, sinceStart } from './model-call.ts';
import { passAnswer } from './pass-answer.ts';
import { ModelRefusal } from './refusal.ts';
import { hasBody, requestBody } from './request-body.ts';
import { RequestReader, type RequestShape } from './request-shape.ts';
import { isPaid, type ModelRoute } from './route.ts';
import type { Scan } from './scan-turns.ts';
import { tokensOf } from './token-estimate.ts';
import type { Upstream, UpstreamAnswer } from './upstream.ts';
import type { MessageUsage } from './usage.ts';
import { type UsageMeter, usageMeter } from './usage-meter.ts';

export interface ForwardDeps {
  upstream: Upstream;
  credential: () => Promise<CredentialState>;
  maxRequestBytes: number;
  /** Keeps the beginning of answers that are not 2xx; they may quote the prompt. */
  logBodies: boolean;
  /** Whether the API may not be made to reach further than the session itself. */
  boundsReach: () => boolean;
  /** How requests are looked into, so that it holds up no other session. */
  scan: Scan;
  budget: SessionBudget;
  /** What calls that must wait for the budget may hold in memory. */
  bodyRoom: BodyRoom;
  onUsage: (usage: MessageUsage, call: ModelCall, reservation: Reservation | undefined) => void;
  onRateLimits: (credentialSource: string, headers: Record<string, string>) => void;
  onUnmetered: (call: ModelCall, why: string) => void;
}

const loggedBodyLimit = 4_096;

/**
 * Sends an admitted call upstream and its answer back, both as they arrive.
 *
 * Throws a ModelRefusal as long as the client has got nothing; afterwards a broken upstream breaks the
 * client's stream, because half an answer must not look like a whole one.
 */
export async function forward(
  req: IncomingMessage,
  res: ServerResponse,
  route: ModelRoute,
  call: ModelCall,
  deps: ForwardDeps,
): Promise<void> {
  const { source, credential, problem } = await deps.credential();
  if (credential === undefined) throw new ModelRefusal('no_credential', problem ?? 'no model credential');
  if (route.method === 'HEAD' && hasBody(req)) {
    throw new ModelRefusal('malformed_request', 'HEAD with a body: an upstream could take it for a request');
  }
  call.credentialSource = source;
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort();
  });
  const arriving = requestBody(req, deps.maxRequestBytes, (count) => {
    call.bytesUp += count;
  });
  const incoming = deps.boundsReach() ? guardedBody(req, arriving, deps.scan) : arriving;
  const mustWait = isPaid(route) && deps.budget.isLimited;
  const paid = mustWait ? await admitted(req, incoming, gone.signal, deps) : undefined;
  let isLost = false;
  try {
    const answer = await deps.upstream.send({
      method: route.method,
      target: route.path + route.query,
      headers: upstreamHeaders(req, credential),
      body: paid?.held?.body ?? incoming,
      signal: gone.signal,
    });
    call.status = answer.status;
    call.firstByteMs = sinceStart(call);
    call.requestId = headerOf(answer.rawHeaders, 'request-id') ?? null;
    const limits = rateLimits(answer.rawHeaders);
    if (limits !== undefined) deps.onRateLimits(source, limits);
    if (answer.status === 401) {
      answer.body.resume();
      throw loginRefused(source);
    }
    await passOn(answer, res, call, paid?.reservation, deps);
    isLost = call.outcome === 'cut';
  } catch (error) {
    isLost = error instanceof ModelRefusal && error.reason === 'upstream_unreachable';
    throw error;
  } finally {
    if (paid !== undefined) countUnsaid(paid, call, isLost, deps);
    paid?.held?.letGo();
    deps.budget.release(paid?.reservation);
  }
}

/**
 * The API charges for an answer that nobody waited for. So a call that it got whole and that ends without figures
 * has used all that was held back for it, or leaving early would be a way around the budget. Where the upstream was
 * lost the client has no part in it: then what was seen of the answer counts.
 */
function countUnsaid(
  { held, shape, reservation }: PaidCall,
  call: ModelCall,
  isLost: boolean,
  deps: ForwardDeps,
): void {
  const isRefused = call.status !== null && !isSuccess(call.status);
  if (call.messageId !== null || isRefused || held?.isSent !== true) return;
  const seen = isLost ? Math.min(shape.maxTokens, tokensOf(call.bytesDown)) : shape.maxTokens;
  const used = deps.budget.mostUsed({ ...shape, maxTokens: seen });
  const usage = { ...used, messageId: `estimated_${randomUUID()}` };
  call.model = usage.model;
  call.messageId = usage.messageId;
  deps.onUsage(usage, call, reservation);
}

/** Said with a status that Claude Code does not ask again for; it would take three minutes to show a 401. */
function loginRefused(source: string): ModelRefusal {
  const fix = 'renew it (claude setup-token, or claude auth login) and say it again';
  return new ModelRefusal('login_refused', `the model API refuses the login from ${source}: ${fix}`);
}

interface PaidCall {
  held: HeldBody | undefined;
  shape: RequestShape;
  reservation: Reservation;
}

/** Reads the request to its end and waits until the budget lets it through. */
async function admitted(
  req: IncomingMessage,
  incoming: Readable | null,
  signal: AbortSignal,
  { budget, bodyRoom, scan }: ForwardDeps,
): Promise<PaidCall> {
  if (req.headers['content-encoding'] !== undefined) {
    throw new ModelRefusal('malformed_request', 'a budget holds, so the request must not be encoded');
  }
  const reader = new RequestReader();
  const held =
    incoming === null ? undefined : await holdBody(incoming, bodyRoom, scan, (slice) => reader.write(slice));
  try {
    const shape = reader.shape();
    return { held, shape, reservation: await budget.admit(shape, signal) };
  } catch (error) {
    held?.letGo();
    throw error;
  }
}

async function passOn(
  answer: UpstreamAnswer,
  res: ServerResponse,
  call: ModelCall,
  reservation: Reservation | undefined,
  deps: ForwardDeps,
): Promise<void> {
  const taps = tapsFor(answer, call, reservation, deps);
  // Node must add nothing to what the upstream said.
  res.sendDate = false;
  res.writeHead(answer.status, answer.statusText, clientHeaders(answer.rawHeaders));
  res.flushHeaders();
  call.outcome = await passAnswer(answer.body, res, (bytes) => {
    call.bytesDown += bytes.length;
    for (const tap of taps) tap.write(bytes);
  });
  await Promise.all(taps.map((tap) => tap.end()));
}

function tapsFor(
  answer: UpstreamAnswer,
  call: ModelCall,
  reservation: Reservation | undefined,
  deps: ForwardDeps,
): Pick<UsageMeter, 'write' | 'end'>[] {
  const coding = headerOf(answer.rawHeaders, 'content-encoding');
  if (isSuccess(answer.status)) {
    if (!isPaid(call)) return [];
    const meter = usageMeter({
      contentType: headerOf(answer.rawHeaders, 'content-type') ?? '',
      contentCoding: coding,
      onUsage(usage) {
        call.model = usage.model;
        call.messageId = usage.messageId;
        deps.onUsage(usage, call, reservation);
      },
      onUnreadable: (why) => deps.onUnmetered(call, why),
    });
    return meter === undefined ? [] : [meter];
  }
  if (!deps.logBodies) return [];
  const decoder = new TextDecoder();
  const keep = (bytes: Buffer): void => {
    if ((call.body ?? '').length >= loggedBodyLimit) return;
    call.body = ((call.body ?? '') + decoder.decode(bytes, { stream: true })).slice(0, loggedBodyLimit);
  };
  const body = readBodyBytes(coding, keep, () => undefined);
  return body === undefined ? [] : [body];
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function rateLimits(rawHeaders: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (name.startsWith('anthropic-ratelimit-') || name === 'retry-after')
      found[name] = rawHeaders[i + 1] ?? '';
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { CredentialState } from '../credential/credential-source.ts';
import { headerOf } from '../lib/raw-headers.ts';
import { readBodyText } from './body-text.ts';
import { clientHeaders, upstreamHeaders } from './headers.ts';
import type { ModelCall } from './model-call.ts';
import { ModelRefusal } from './refusal.ts';
import { hasBody, requestBody } from './request-body.ts';
import type { ModelRoute } from './route.ts';
import type { Upstream, UpstreamAnswer } from './upstream.ts';
import type { MessageUsage } from './usage.ts';
import { type UsageMeter, usageMeter } from './usage-meter.ts';

export interface ForwardDeps {
  upstream: Upstream;
  credential: () => Promise<CredentialState>;
  maxRequestBytes: number;
  /** Keeps the beginning of answers that are not 2xx; they may quote the prompt. */
  logBodies: boolean;
  onUsage: (usage: MessageUsage) => void;
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
  const body = requestBody(req, deps.maxRequestBytes, (count) => {
    call.bytesUp += count;
  });
  const answer = await deps.upstream.send({
    method: route.method,
    target: route.path + route.query,
    headers: upstreamHeaders(req, credential),
    body,
    signal: gone.signal,
  });
  call.status = answer.status;
  call.firstByteMs = Date.now() - call.startedAt.getTime();
  call.requestId = headerOf(answer.rawHeaders, 'request-id') ?? null;
  const limits = rateLimits(answer.rawHeaders);
  if (limits !== undefined) deps.onRateLimits(source, limits);
  await passOn(answer, res, call, deps);
}

async function passOn(answer: UpstreamAnswer, res: ServerResponse, call: ModelCall, deps: ForwardDeps) {
  const taps = tapsFor(answer, call, deps);
  // Node must add nothing to what the upstream said.
  res.sendDate = false;
  res.writeHead(answer.status, answer.statusText, clientHeaders(answer.rawHeaders));
  res.flushHeaders();
  const passed = pipeline(answer.body, res);
  // After the pipe, so that a chunk is on its way to the client before it is looked at.
  answer.body.on('data', (chunk: Buffer) => {
    call.bytesDown += chunk.length;
    for (const tap of taps) tap.write(chunk);
  });
  try {
    await passed;
    call.outcome = 'answered';
  } catch {
    call.outcome = answer.body.errored && !isAbort(answer.body.errored) ? 'cut' : 'client_gone';
  } finally {
    await Promise.all(taps.map((tap) => tap.end()));
  }
}

function tapsFor(
  answer: UpstreamAnswer,
  call: ModelCall,
  deps: ForwardDeps,
): Pick<UsageMeter, 'write' | 'end'>[] {
  const coding = headerOf(answer.rawHeaders, 'content-encoding');
  if (answer.status >= 200 && answer.status < 300) {
    const meter = usageMeter({
      contentType: headerOf(answer.rawHeaders, 'content-type') ?? '',
      contentCoding: coding,
      onUsage(usage) {
        call.model = usage.model;
        call.messageId = usage.messageId;
        deps.onUsage(usage);
      },
      onUnreadable: (why) => deps.onUnmetered(call, why),
    });
    return meter === undefined ? [] : [meter];
  }
  if (!deps.logBodies) return [];
  const keep = (text: string): void => {
    call.body = ((call.body ?? '') + text).slice(0, loggedBodyLimit);
  };
  const text = readBodyText(coding, keep, () => undefined);
  return text === undefined ? [] : [text];
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

function isAbort(error: Error): boolean {
  return error.name === 'AbortError' || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE');
}

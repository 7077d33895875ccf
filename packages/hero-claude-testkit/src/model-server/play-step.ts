import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { apiReply, type MessageEvent, messageEvents } from './message-events.ts';
import type { MessagesRequest } from './messages-request.ts';
import { type ErrorStep, hasContent, isFault, type ScriptStep } from './script-step.ts';

type ContentStep = Exclude<ScriptStep, ErrorStep>;

/** How an answer ended: whole, or torn on purpose. */
export type Played = 'completed' | 'cut';

/** Answers one request with one step. Rejects with an AbortError when `signal` says that the client left. */
export async function playStep(
  step: ScriptStep,
  request: MessagesRequest,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<Played> {
  for (const [name, value] of Object.entries(step.headers ?? {})) response.setHeader(name, value);
  if (step.delay_ms) await wait(step.delay_ms, undefined, { signal });
  if ('error' in step) {
    if (step.error.retry_after !== undefined)
      response.setHeader('retry-after', String(step.error.retry_after));
    sendError(response, step.error.status, step.error.type, step.error.message);
    return 'completed';
  }
  if (!request.stream && !isFault(step)) {
    sendJson(response, 200, apiReply(request.model, step));
    return 'completed';
  }
  if (!('hang' in step) || hasContent(step)) await streamContent(step, request.model, response, signal);
  if ('hang' in step) await clientGone(signal);
  if ('cut_after_chunks' in step) {
    response.destroy();
    return 'cut';
  }
  if ('sse_error' in step) await sendEvent(response, { type: 'error', error: step.sse_error });
  response.end();
  return 'completed';
}

/** An error body as the API sends it. */
export function sendError(response: ServerResponse, status: number, type: string, message: string): void {
  sendJson(response, status, {
    type: 'error',
    error: { type, message },
    request_id: response.getHeader('request-id'),
  });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Streams the step's message; for a fault only what comes before the end of a message. */
async function streamContent(
  step: ContentStep,
  model: string,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  response.flushHeaders();
  const limit = 'cut_after_chunks' in step ? step.cut_after_chunks : Number.POSITIVE_INFINITY;
  let deltas = 0;
  for (const event of messageEvents(apiReply(model, step), step.chunks)) {
    if (event.type === 'message_delta' && isFault(step)) return;
    if (event.type === 'content_block_delta') {
      if (deltas >= limit) return;
      if (deltas > 0 && step.chunk_delay_ms) await wait(step.chunk_delay_ms, undefined, { signal });
      deltas++;
    }
    await sendEvent(response, event);
  }
}

/** Resolves when the bytes were handed to the system: a connection cut afterwards does not take them back. */
async function sendEvent(response: ServerResponse, event: MessageEvent): Promise<void> {
  await new Promise<void>((resolve) => {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, () => resolve());
  });
}

async function clientGone(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    const leave = (): void => reject(new DOMException('the client left', 'AbortError'));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

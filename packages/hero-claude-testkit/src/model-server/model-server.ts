import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ZodError } from 'zod';
import { FaultCounter } from './fault-counter.ts';
import { BadScript, due, findScript } from './find-script.ts';
import { MessagesRequest } from './messages-request.ts';
import { type Played, playStep, sendError, sendJson } from './play-step.ts';
import { type LoggedRequest, RequestLog } from './request-log.ts';
import { ReplyStep } from './script-step.ts';

export interface ModelServerOptions {
  /** 0 (the default) takes a free port. */
  port?: number;
  /** Loopback unless given. */
  host?: string;
  /** Requests under `/v1/` without exactly this header are answered 401. */
  credential?: { header: 'x-api-key' | 'authorization'; value: string };
}

export interface ModelServer extends AsyncDisposable {
  /** Base URL, for `ANTHROPIC_BASE_URL` or `HERO_CLAUDE_MODEL_URL`. */
  url: string;
  /** What was asked so far, oldest first. */
  requests: readonly LoggedRequest[];
  /** Resolves with the first request, past or to come, that matches; rejects after `timeoutMs` (20 s). */
  waitFor(matches: (request: LoggedRequest) => boolean, timeoutMs?: number): Promise<LoggedRequest>;
  close(): Promise<void>;
}

/**
 * A Messages API whose answers stand in the prompts (see `script`). It keeps no conversation, so any
 * number of sessions can use one server. A prompt without a script gets a short friendly text.
 */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const log = new RequestLog();
  const faults = new FaultCounter();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://model');
    if (url.pathname === '/_log') {
      sendJson(response, 200, log.entries);
      return;
    }
    void answer(request, response, url.pathname, { log, faults, credential: options.credential });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    requests: log.entries,
    waitFor: async (matches, timeoutMs) => await log.waitFor(matches, timeoutMs),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Parts {
  log: RequestLog;
  faults: FaultCounter;
  credential: ModelServerOptions['credential'];
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  parts: Parts,
): Promise<void> {
  const { log } = parts;
  const entry = log.add(request);
  const gone = new AbortController();
  response.setHeader('request-id', `req_${randomBytes(12).toString('hex')}`);
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    const body = await buffer(request);
    log.setBody(entry, body);
    const played = await route(request, response, path, { entry, body, ...parts }, gone.signal);
    // Writing to a client that left fails silently, so a whole answer may have reached nobody.
    const outcome = played === 'completed' && gone.signal.aborted ? 'client_gone' : played;
    log.update(entry, { outcome, status: response.statusCode });
  } catch (error) {
    if (gone.signal.aborted || request.errored) {
      log.update(entry, {
        outcome: 'client_gone',
        status: response.headersSent ? response.statusCode : null,
      });
      return;
    }
    if (response.headersSent) throw error;
    const bad = error instanceof BadScript || error instanceof SyntaxError || error instanceof ZodError;
    sendError(response, bad ? 400 : 500, bad ? 'invalid_request_error' : 'api_error', String(error));
    log.update(entry, { outcome: 'completed', status: response.statusCode });
  }
}

interface Asked extends Parts {
  entry: LoggedRequest;
  body: Buffer;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { entry, body, log, faults, credential }: Asked,
  signal: AbortSignal,
): Promise<Played> {
  if (request.method === 'HEAD') {
    response.writeHead(200).end();
    return 'completed';
  }
  if (credential && entry.headers[credential.header] !== credential.value) {
    sendError(
      response,
      401,
      'authentication_error',
      `the ${credential.header} header is not the expected one`,
    );
    return 'completed';
  }
  if (request.method === 'POST' && path.endsWith('/v1/messages/count_tokens')) {
    sendJson(response, 200, { input_tokens: Math.ceil(body.length / 4) });
    return 'completed';
  }
  if (request.method !== 'POST' || !path.endsWith('/v1/messages')) {
    sendError(response, 404, 'not_found_error', `the model server does not know ${request.method} ${path}`);
    return 'completed';
  }
  const message = MessagesRequest.parse(JSON.parse(body.toString('utf8')));
  const found = findScript(message.messages);
  const next = found && due(found);
  const conversation = `${entry.session} ${entry.headers['x-claude-code-agent-id'] ?? ''}`;
  const chosen = (next && faults.take(next.faults, found, conversation)) ?? next?.reply;
  log.update(entry, { outcome: 'streaming', step: chosen?.index ?? null });
  const step = chosen?.step ?? ReplyStep.parse({ text: friendlyText });
  return await playStep(step, message, response, signal);
}

const friendlyText = 'Hello from the scripted model. There is nothing left in my script.';

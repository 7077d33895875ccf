import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { McpHttpError, postMessage } from './post-message.ts';

export interface BridgeOptions {
  socketPath: string;
  token: string | undefined;
  input: Readable;
  /** Writes one message as a line. */
  write: (line: string) => void;
  /** For the person who reads the client's log. */
  note: (text: string) => void;
  signal: AbortSignal;
  /** How long a server that is not there is waited for; it may be restarting. */
  patienceMs?: number;
}

type Id = string | number;

interface Message {
  id?: Id;
  method?: string;
  params?: { requestId?: Id };
  result?: { protocolVersion?: string };
}

const retryMs = 200;
const defaultPatienceMs = 10_000;
const parseError = -32700;
const unavailable = -32004;
const notReached = new Set(['ECONNREFUSED', 'ENOENT', 'EAGAIN']);

function asMessage(line: string): Message | undefined {
  try {
    const message = JSON.parse(line) as unknown;
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

function errorLine(id: Id | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}

/** Carries MCP between a client on stdio, a message to a line, and the server's `POST /mcp`. */
class Bridge {
  readonly #options: BridgeOptions;
  readonly #calls = new Map<Id, AbortController>();
  #protocolVersion: string | undefined;

  constructor(options: BridgeOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { input, signal } = this.#options;
    const lines = createInterface({ input, signal });
    const open = new Set<Promise<void>>();
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const carried = this.#carry(line).finally(() => open.delete(carried));
      open.add(carried);
    }
    await Promise.all(open);
  }

  async #carry(line: string): Promise<void> {
    const message = asMessage(line);
    if (message === undefined) {
      this.#options.write(errorLine(null, parseError, 'Parse error'));
      return;
    }
    const { id, method, params } = message;
    if (method === 'notifications/cancelled' && params?.requestId !== undefined) {
      // The server cancels a call when its connection closes; it keeps no session to cancel it in.
      this.#calls.get(params.requestId)?.abort();
      return;
    }
    const cancel = new AbortController();
    if (id !== undefined && method !== undefined) this.#calls.set(id, cancel);
    try {
      await this.#send(line, message, cancel.signal);
    } catch (error) {
      if (cancel.signal.aborted || this.#options.signal.aborted) return;
      const { message: text } = error as Error;
      this.#options.note(text);
      if (id !== undefined && method !== undefined) this.#options.write(errorLine(id, unavailable, text));
    } finally {
      if (id !== undefined) this.#calls.delete(id);
    }
  }

  async #send(line: string, { id, method }: Message, cancelled: AbortSignal): Promise<void> {
    const { socketPath, token, write, patienceMs = defaultPatienceMs } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, cancelled]);
    const deadline = Date.now() + patienceMs;
    let answered = false;
    for (;;) {
      try {
        for await (const answer of postMessage(line, {
          socketPath,
          token,
          protocolVersion: method === 'initialize' ? undefined : this.#protocolVersion,
          signal,
        })) {
          const message = asMessage(answer);
          if (message === undefined) continue;
          if (method === 'initialize')
            this.#protocolVersion = message.result?.protocolVersion ?? this.#protocolVersion;
          if (message.id === id && message.method === undefined) answered = true;
          // A message is a line: an answer in several lines would be read as several.
          write(JSON.stringify(message));
        }
        if (id === undefined || method === undefined || answered) return;
        throw new Error(
          'The server closed the connection without an answer; whether the call took effect is unknown',
        );
      } catch (error) {
        // Only a call that never reached the server may be sent again.
        const { code = '' } = error as NodeJS.ErrnoException;
        if (!notReached.has(code) || Date.now() > deadline) throw explained(error, socketPath);
        await wait(retryMs, undefined, { signal });
      }
    }
  }
}

function explained(error: unknown, socketPath: string): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (notReached.has(code))
    return new Error(`The server does not answer on ${socketPath}; run: hero-claude start`);
  if (code === 'ECONNRESET') {
    return new Error('The server ended during the call; whether it took effect is unknown');
  }
  if (error instanceof McpHttpError && error.status === 401) {
    return new Error(`${message}. Set HERO_CLAUDE_TOKEN to what "hero-claude token" prints`);
  }
  return error as Error;
}

/** Runs until the client closes its side and every call is answered. */
export async function runBridge(options: BridgeOptions): Promise<void> {
  await new Bridge(options).run();
}

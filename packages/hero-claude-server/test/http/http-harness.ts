import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createDispatcher, createRegistry, methodsFor, type Registry } from 'hero-rpc';
import { Registry as Metrics } from 'prom-client';
import { z } from 'zod';
import type { AppDeps } from '../../src/http/app.ts';
import {
  claimSockets,
  type ServeOptions,
  type Serving,
  type SocketClaims,
  type SocketPlace,
  serve,
} from '../../src/http/serve.ts';
import { createTickets, type Tickets } from '../../src/http/tickets.ts';
import { MemoryEvents } from '../support/memory-events.ts';

export const token = 'generated-token-of-this-installation-0123';
const info = { title: 'hero-claude', version: '1.2.3', description: 'Under test' };

const method = methodsFor<{ called: (signal: AbortSignal) => void }>();
const sample = createRegistry([
  method({
    name: 'echo.text',
    summary: 'Give a text back',
    params: z.object({ text: z.string() }),
    result: z.object({ text: z.string(), user: z.string().nullable() }),
    role: 'viewer',
    mcp: { readOnly: true },
    handler: async ({ text }, _ctx, { user }) => ({ text, user: user ?? null }),
  }),
  method({
    name: 'echo.wait',
    summary: 'Wait until the caller goes away',
    params: z.object({}),
    result: z.null(),
    role: 'viewer',
    handler: async (_params, { called }, { signal }) => {
      called(signal);
      if (!signal.aborted) await once(signal, 'abort');
      return null;
    },
  }),
]);

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  json: () => unknown;
}

interface BenchOptions extends Partial<ServeOptions & SocketPlace> {
  registry?: Registry<never>;
  eventStreams?: NonNullable<AppDeps['eventStreams']>;
  openTerminal?: AppDeps['openTerminal'];
  upload?: AppDeps['upload'];
  tickets?: Tickets;
}

interface Request {
  /** On the socket for what came over TCP. */
  remote?: boolean;
  verb?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A whole HTTP side on two real sockets in a directory of its own. */
export class HttpBench implements AsyncDisposable {
  readonly events = new MemoryEvents();
  readonly stopping = new AbortController();
  readonly faults: unknown[] = [];
  readonly #directory = mkdtempSync('/tmp/hero-http-');
  #claims: SocketClaims | undefined;
  #serving: Serving | undefined;
  #called: ((signal: AbortSignal) => void) | undefined;

  static async open(options: BenchOptions = {}): Promise<HttpBench> {
    const bench = new HttpBench();
    const { registry = sample, eventStreams, tickets = createTickets(), ...rest } = options;
    const context = { called: (signal: AbortSignal) => bench.#called?.(signal), tickets };
    const deps: AppDeps = {
      dispatcher: createDispatcher({ registry, context: context as never, info }),
      info,
      service: 'hero_claude_server',
      events: bench.events,
      health: async () => ({}),
      metrics: new Metrics(),
      tickets,
      upload: options.upload ?? (() => Promise.reject(new Error('no uploads here'))),
      openTerminal: options.openTerminal ?? (() => Promise.reject(new Error('no terminal here'))),
      stopping: bench.stopping.signal,
      onFault: (error) => bench.faults.push(error),
      ...(eventStreams === undefined ? {} : { eventStreams }),
    };
    bench.#claims = await claimSockets({ socketDir: join(bench.#directory, 'run'), ...rest });
    bench.#serving = await serve(deps, bench.#claims, { token, host: '127.0.0.1', origins: [], ...rest });
    return bench;
  }

  get serving(): Serving {
    if (this.#serving === undefined) throw new Error('not open');
    return this.#serving;
  }

  /** Resolves when the next `echo.wait` has begun. */
  async called(): Promise<AbortSignal> {
    return new Promise((resolve) => {
      this.#called = resolve;
    });
  }

  async ask(path: string, options: Request = {}): Promise<Answer> {
    const incoming = await this.start(path, options);
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(incoming, 'end');
    const body = Buffer.concat(chunks).toString();
    return {
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      body,
      json: () => JSON.parse(body),
    };
  }

  /** The response as soon as its head is there. */
  async start(
    path: string,
    { remote = false, verb, headers = {}, body }: Request = {},
  ): Promise<IncomingMessage> {
    const asked = request({
      socketPath: (remote ? this.serving.remote : this.serving.local).path,
      path,
      method: verb ?? (body === undefined ? 'GET' : 'POST'),
      headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
      agent: false,
    });
    asked.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    // A server that refuses a body closes while it is still sent; that is no failure of the test.
    asked.on('error', () => undefined);
    const [incoming] = (await once(asked, 'response')) as [IncomingMessage];
    return incoming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopping.abort();
    await this.#serving?.[Symbol.asyncDispose]();
    this.#claims?.[Symbol.dispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export const call = (name: string, params: unknown = {}, id: unknown = 1) => ({
  jsonrpc: '2.0',
  method: name,
  params,
  id,
});

import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { TempHome } from '../home/temp-home.ts';
import { readMethodParams } from './method-params.ts';

/** What a method answers, at once or later; what is thrown becomes an error of the server. */
export type StandinAnswer = (params: Record<string, unknown>) => unknown;

export interface StandinEvent {
  session_id: string | null;
  type: string;
  data: unknown;
}

/** A server that says what it is told to: for what the real one is not easily brought to say. */
export interface StandinServer extends AsyncDisposable {
  /** Method by method, in the order they came. */
  readonly calls: readonly { method: string; params: Record<string, unknown> }[];
  /** Tells every event stream. */
  push(event: StandinEvent): void;
  /** How many streams are open. */
  streams(): number;
}

interface Call {
  id?: unknown;
  method: string;
  params?: Record<string, unknown>;
}

/** Listens where the dashboard of this home looks for its server, for both its entrances. */
export async function startStandinServer(
  { socketDir }: TempHome,
  answers: Readonly<Record<string, StandinAnswer>>,
): Promise<StandinServer> {
  const check = await readMethodParams();
  const calls: { method: string; params: Record<string, unknown> }[] = [];
  const streams = new Set<ServerResponse>();
  let nextId = 1;

  async function settle({ id, method, params = {} }: Call): Promise<object> {
    calls.push({ method, params });
    const wrong = check(method, params);
    if (wrong !== null) return failed(id, -32602, `${method} takes no such params: ${wrong}`);
    const answer = Object.hasOwn(answers, method) ? answers[method] : undefined;
    if (answer === undefined) return failed(id, -32601, `The stand-in has no ${method}`);
    try {
      return { jsonrpc: '2.0', id, result: await answer(params) };
    } catch (error) {
      return failed(id, -32005, (error as Error).message);
    }
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url?.startsWith('/events')) {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      res.write(`retry: 200\nid: ${nextId - 1}\n\n`);
      streams.add(res);
      res.on('close', () => streams.delete(res));
      return;
    }
    const body = JSON.parse(await textOf(req)) as Call | Call[];
    const answer = Array.isArray(body) ? await Promise.all(body.map(settle)) : await settle(body);
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  const listen = async (name: string): Promise<Server> => {
    const server = createServer((req, res) => {
      handle(req, res).catch(() => res.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(join(socketDir, name), resolve);
    });
    return server;
  };
  await mkdir(socketDir, { recursive: true });
  const servers = await Promise.all([
    listen('hero_claude_server.sock'),
    listen('hero_claude_server_remote.sock'),
  ]);
  return {
    calls,
    streams: () => streams.size,
    push({ session_id, type, data }) {
      const id = nextId++;
      const event = { id, session_id, type, at: new Date().toISOString(), data };
      for (const stream of streams)
        stream.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) => {
            server.close(() => resolve());
          });
        }),
      );
    },
  };
}

function failed(id: unknown, code: number, message: string): object {
  return { jsonrpc: '2.0', id, error: { code, message, data: { kind: 'standin.refused' } } };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

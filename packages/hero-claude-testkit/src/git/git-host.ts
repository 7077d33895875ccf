import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type BareRemote, type BareRemoteOptions, createBareRemote } from './bare-remote.ts';
import { runHttpBackend } from './http-backend.ts';

export interface GitHostOptions {
  /** With it every request needs these by HTTP Basic. */
  auth?: { user: string; password: string };
}

/** What the host does to requests; changed by the test at any time. */
export interface GitHostFaults {
  /** Wait before every answer. */
  delayMs: number;
  /** The connection is closed without an answer: all of them, or those that carry a push's objects. */
  drop: 'none' | 'all' | 'push';
  /** Answered instead of serving, when set. */
  status: number | null;
}

export interface GitRequest {
  method: string;
  path: string;
  /** Basic auth's user, when the request had one. */
  user: string | null;
  status: number | null;
}

export interface GitHost extends AsyncDisposable {
  url: string;
  repoUrl(name: string): string;
  /** An empty bare repository `<name>.git` with its switches. */
  create(name: string, options?: BareRemoteOptions): Promise<BareRemote>;
  faults: GitHostFaults;
  /** Oldest first. */
  log: readonly GitRequest[];
  close(): Promise<void>;
}

/** Git's own smart HTTP server on a loopback port, over bare repositories in a temporary directory. */
export async function startGitHost(options: GitHostOptions = {}): Promise<GitHost> {
  const root = await mkdtemp(join(tmpdir(), 'git-host-'));
  const log: GitRequest[] = [];
  const faults: GitHostFaults = { delayMs: 0, drop: 'none', status: null };
  const server = createServer((request, response) => {
    const entry = logged(request, response, log);
    serve(request, response, entry, { root, faults, auth: options.auth }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    url,
    repoUrl: (name) => `${url}/${name}.git`,
    create: async (name, repoOptions) => await createBareRemote(join(root, `${name}.git`), repoOptions),
    faults,
    log,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function logged(request: IncomingMessage, response: ServerResponse, log: GitRequest[]): GitRequest {
  const entry: GitRequest = {
    method: request.method ?? '',
    path: request.url ?? '',
    user: basicAuth(request)?.user ?? null,
    status: null,
  };
  log.push(entry);
  response.once('finish', () => {
    entry.status = response.statusCode;
  });
  return entry;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  entry: GitRequest,
  { root, faults, auth }: { root: string; faults: GitHostFaults; auth: GitHostOptions['auth'] },
): Promise<void> {
  const push = request.method === 'POST' && entry.path.endsWith('/git-receive-pack');
  if (faults.delayMs > 0) await wait(faults.delayMs);
  if (faults.drop === 'all' || (faults.drop === 'push' && push)) {
    request.socket.destroy();
    return;
  }
  if (faults.status !== null) {
    response.writeHead(faults.status).end('the host was told to refuse\n');
    return;
  }
  const given = basicAuth(request);
  if (auth && (given?.user !== auth.user || given.password !== auth.password)) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  await runHttpBackend(request, response, { root, user: given?.user });
}

function basicAuth(request: IncomingMessage): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return { user, password: password.join(':') };
}

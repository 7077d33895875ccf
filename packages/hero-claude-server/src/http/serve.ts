import type { Server } from 'node:http';
import { join } from 'node:path';
import { claimSocket, type ListeningSocket, type SocketClaim } from 'hero-rpc/node';
import { type AppDeps, createApp } from './app.ts';
import { type Access, createAccess } from './auth.ts';
import { createHttpServer } from './http-server.ts';
import { createRpcListener } from './rpc-listener.ts';
import { serveTerminals } from './terminal-endpoint.ts';

export interface SocketPlace {
  socketDir: string;
  /** `HERO_SOCKET_GROUP`: may use the local socket, too. */
  socketGroup?: string;
}

export interface ServeOptions {
  /** `HERO_SECRET` */
  secret?: string;
  /** The generated token. */
  token: string;
  /** `HERO_CLAUDE_HOST`: the name under which the TCP listener of the UI daemon is reached. */
  host: string;
  /** `HERO_CLAUDE_ORIGINS` */
  origins: readonly string[];
}

export interface Serving extends AsyncDisposable {
  readonly local: ListeningSocket;
  readonly remote: ListeningSocket;
}

/** Both sockets, ours before anything else is touched. */
export interface SocketClaims extends Disposable {
  local: SocketClaim;
  remote: SocketClaim;
}

/** Makes this process the one server of its sockets. Throws a `ListenError` when another one runs. */
export async function claimSockets({ socketDir, socketGroup }: SocketPlace): Promise<SocketClaims> {
  const path = (name: string): string => join(socketDir, name);
  const local = await claimSocket({
    path: path('hero_claude_server.sock'),
    aliases: [path('hero_claude/rpc.sock')],
    ...(socketGroup === undefined ? {} : { group: socketGroup }),
  });
  try {
    const remote = await claimSocket({ path: path('hero_claude_server_remote.sock') });
    return {
      local,
      remote,
      [Symbol.dispose]() {
        local[Symbol.dispose]();
        remote[Symbol.dispose]();
      },
    };
  } catch (error) {
    local[Symbol.dispose]();
    throw error;
  }
}

/**
 * Listens on both sockets: the local one for who may open it, and the remote one for what the UI daemon took
 * from TCP. Only the socket tells where a request came from.
 */
export async function serve(deps: AppDeps, claims: SocketClaims, options: ServeOptions): Promise<Serving> {
  const { host, origins, token, secret } = options;
  const shared = { origins, ...(secret === undefined ? {} : { secret }) };
  const serverFor = (access: Access): Server => {
    const server = createHttpServer(createApp(deps, access), createRpcListener(deps, access));
    serveTerminals(server, deps, access);
    return server;
  };
  const localServer = serverFor(createAccess({ ...shared, listener: 'local' }));
  const remoteServer = serverFor(createAccess({ ...shared, listener: 'remote', host, token }));
  const local = await claims.local.listen(localServer);
  try {
    const remote = await claims.remote.listen(remoteServer);
    return {
      local,
      remote,
      async [Symbol.asyncDispose]() {
        await Promise.all([local.close(), remote.close()]);
      },
    };
  } catch (error) {
    await local.close();
    throw error;
  }
}

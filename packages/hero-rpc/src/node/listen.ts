import { chmodSync, chownSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { ListenError, socketInUse } from './listen-error.ts';
import { closeServer, OpenConnections } from './open-connections.ts';
import { PathLock } from './path-lock.ts';
import { pidBehind, probeSocket } from './probe-socket.ts';
import { checkPathLength, gidOf, linkAlias, makeSocketDirectory, unlinkAlias } from './socket-directory.ts';

export interface SocketOptions {
  /** Absolute. */
  path: string;
  /** A group, by name or number, that may connect, too: a reverse proxy's. */
  group?: string;
  /** A group that may pass through the directory to other sockets, where this one makes it; `group` unless given. */
  directoryGroup?: string;
  /** Symbolic links to the socket; whatever is there and is no link is left alone. */
  aliases?: readonly string[];
}

/** An HTTP server on a Unix socket. Closing it removes the socket and its aliases. */
export interface ListeningSocket extends AsyncDisposable {
  readonly path: string;
  /** Aliases that could not be made, because something else is there. */
  readonly refusedAliases: readonly string[];
  /** Stops accepting, lets requests end for `graceMs`, then cuts the connections that are left. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 2000;

/** The right to a socket path, held by this process alone until disposed, also when it no longer listens. */
export interface SocketClaim extends Disposable {
  listen(server: Server): Promise<ListeningSocket>;
}

/**
 * Makes this process the owner of a socket path before it touches anything else that only one may touch. Takes
 * over what a dead server left; throws a `ListenError` when one lives there, when the path is too long or cannot
 * be used.
 */
export async function claimSocket(options: SocketOptions): Promise<SocketClaim> {
  const { path } = options;
  checkPathLength(path);
  const gid = options.group === undefined ? undefined : gidOf(options.group);
  const { directoryGroup } = options;
  makeSocketDirectory(dirname(path), directoryGroup === undefined ? gid : gidOf(directoryGroup));
  const lock = PathLock.acquire(path);
  try {
    const state = await probeSocket(path);
    if (state === 'live') throw socketInUse(path, await pidBehind(path));
    // Not rmSync, which looks at the socket first: see probe-socket.ts.
    if (state === 'stale') unlinkSync(path);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
  return {
    listen: async (server) => listenOnClaimed(server, options, gid),
    [Symbol.dispose]: () => lock[Symbol.dispose](),
  };
}

/** Claims a Unix socket and listens on it. Throws a `ListenError` as `claimSocket` does. */
export async function listenOnSocket(server: Server, options: SocketOptions): Promise<ListeningSocket> {
  const claim = await claimSocket(options);
  try {
    const socket = await claim.listen(server);
    const close = async (graceMs?: number): Promise<void> => {
      await socket.close(graceMs);
      claim[Symbol.dispose]();
    };
    return { ...socket, close, [Symbol.asyncDispose]: async () => close() };
  } catch (error) {
    claim[Symbol.dispose]();
    throw error;
  }
}

async function listenOnClaimed(
  server: Server,
  { path, aliases = [] }: SocketOptions,
  gid: number | undefined,
): Promise<ListeningSocket> {
  const connections = new OpenConnections(server);
  await bind(server, path);
  if (gid !== undefined) chownSync(path, -1, gid);
  chmodSync(path, gid === undefined ? 0o600 : 0o660);
  const refusedAliases = aliases.filter((alias) => !linkAlias(alias, path));

  async function close(graceMs = defaultGraceMs): Promise<void> {
    for (const alias of aliases) unlinkAlias(alias, path);
    await closeServer(server, connections, graceMs);
  }
  return { path, refusedAliases, close, [Symbol.asyncDispose]: async () => close() };
}

async function bind(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new ListenError(`${path} cannot be listened on: ${error.message}`, 78, { cause: error }));
    server.once('error', fail);
    // The socket is made inside this call, so the process-wide mask is ours for just that long.
    const mask = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', fail);
        resolve();
      });
    } finally {
      process.umask(mask);
    }
  });
}

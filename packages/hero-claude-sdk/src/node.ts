import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from './client.ts';
import { type UnixOptions, unixTransport } from './unix-transport.ts';

export { type UnixOptions, unixTransport } from './unix-transport.ts';

/** The folder of the sockets, found as every hero service finds it. */
export function socketDir(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['HERO_SOCKET_DIR'] || env['PATH_SOCKETS'] || env['PATH_SOCKET'];
  if (given) return given;
  if (env['PATH_VAR']) return join(env['PATH_VAR'], 'sockets');
  if (env['PATH_ROOT']) return join(env['PATH_ROOT'], 'var', 'sockets');
  return join(env['HOME'] ?? homedir(), 'hero', 'var', 'sockets');
}

/** Connects to the server of this user, or to the given socket. */
export function connect(options: Partial<UnixOptions> = {}): Client {
  const socketPath = options.socketPath ?? join(socketDir(), 'hero_claude_server.sock');
  return createClient(unixTransport({ ...options, socketPath }));
}

import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { HeroPaths } from './hero-paths.ts';

/** What the system takes; a longer path would be cut. */
const maxSocketBytes = process.platform === 'darwin' ? 103 : 107;

export interface LongSocket {
  message: string;
  fix: string;
}

/** Of all sockets there will be the first whose path is too long, and what to shorten. */
export function longSocket({ dataDir }: HeroPaths, daemonSockets: readonly string[]): LongSocket | undefined {
  const sessionSocket = join(dataDir, 'run', '00000000', 'egress.sock');
  const places = [
    { sockets: daemonSockets, fix: 'set HERO_SOCKET_DIR to a shorter folder' },
    {
      sockets: [sessionSocket],
      fix: 'use a shorter HOME for hero-claude: sessions have their sockets below it',
    },
  ];
  for (const { sockets, fix } of places) {
    const long = sockets.find((path) => Buffer.byteLength(path) > maxSocketBytes);
    if (long === undefined) continue;
    return { message: `${long} is longer than the ${maxSocketBytes} bytes a socket path may have`, fix };
  }
  return undefined;
}

/** Throws before anything is started that could not listen. */
export function checkSocketLengths(paths: HeroPaths, daemonSockets: readonly string[]): void {
  const long = longSocket(paths, daemonSockets);
  if (long !== undefined)
    throw new CliError('socket.too_long', long.message, { exitCode: 78, hint: long.fix });
}

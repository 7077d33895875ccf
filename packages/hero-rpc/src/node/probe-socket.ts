import { lstat } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { ListenError } from './listen-error.ts';

/** What is at a socket path: nothing, the remains of a dead server, or a live one. */
export type SocketState = 'free' | 'stale' | 'live';

/** Decides by connecting: a file, its age or a pid say nothing about life. */
export async function probeSocket(path: string): Promise<SocketState> {
  // Not lstatSync: after a socket, Node 20 takes the next symlink it resolves for one, and modules are not found.
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return 'free';
  if (!found.isSocket()) {
    throw new ListenError(`${path} exists and is not a socket. Move it away, or set HERO_SOCKET_DIR.`, 78);
  }
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('live');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('stale');
      else if (error.code === 'ENOENT') resolve('free');
      // The queue of a busy server is full.
      else if (error.code === 'EAGAIN') resolve('live');
      else reject(new ListenError(`${path} cannot be probed: ${error.message}`, 78, { cause: error }));
    });
  });
}

/** The pid that the server behind a socket states in `GET /health`, where it does so within a second. */
export async function pidBehind(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { socketPath: path, path: '/health', signal: AbortSignal.timeout(1000) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', () => resolve(undefined));
        answer.on('end', () => resolve(pidIn(Buffer.concat(chunks).toString())));
      },
    );
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

function pidIn(body: string): number | undefined {
  try {
    const health: unknown = JSON.parse(body);
    const pid = typeof health === 'object' && health !== null && 'pid' in health ? health.pid : undefined;
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}

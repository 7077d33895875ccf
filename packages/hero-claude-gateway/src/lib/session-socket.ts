import { chmod, chown, rename, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** Who may connect: the container's user, and nobody else. */
export interface SocketOwner {
  uid: number;
  gid: number;
}

/** The longest path the kernel takes; a longer one is silently cut off. */
const longestPath = process.platform === 'darwin' ? 103 : 107;

/**
 * One HTTP server on one Unix socket of a session.
 *
 * The socket is made under another name and renamed into place: a container that looks meanwhile finds the
 * old one or the new one, never one that is not its own yet.
 */
export class SessionSocket implements AsyncDisposable {
  readonly #server: Server;
  readonly #path: string;
  readonly #open = new Set<Socket>();

  constructor(server: Server, path: string) {
    this.#server = server;
    this.#path = path;
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  async listen({ uid, gid }: SocketOwner): Promise<void> {
    const made = draftOf(this.#path);
    await unlink(made).catch(ignoreMissing);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ path: made }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    await chmod(made, 0o600);
    if (uid !== process.getuid?.() || gid !== process.getgid?.()) await chown(made, uid, gid);
    await rename(made, this.#path);
  }

  /** Takes no more connections and waits for the ones in use, at most `graceMs`; then cuts them. */
  async close(graceMs = 0): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const socket of this.#open) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(timer);
  }

  /** Takes the name away as well: the session is over. */
  async remove(): Promise<void> {
    try {
      await unlink(this.#path).catch(ignoreMissing);
    } finally {
      await this.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Throws when the system would cut the path. */
export function checkSocketPath(path: string): void {
  if (Buffer.byteLength(draftOf(path)) <= longestPath) return;
  throw new Error(
    `The socket path "${path}" is longer than ${longestPath - 1} bytes: use a shorter data directory`,
  );
}

function draftOf(path: string): string {
  return join(dirname(path), `.${basename(path)}`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

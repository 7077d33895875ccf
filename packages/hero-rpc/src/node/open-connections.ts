import type { Server, Socket } from 'node:net';

/** The connections of a server that is not listening yet, with those that became WebSockets: it forgets them itself. */
export class OpenConnections {
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

/** Stops accepting, lets requests end for `graceMs`, then cuts the connections that are left. */
export async function closeServer(
  server: Server & { closeIdleConnections?: () => void },
  connections: OpenConnections,
  graceMs: number,
): Promise<void> {
  const cut = setTimeout(() => connections.cut(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections?.();
  });
  clearTimeout(cut);
}

import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and the engine's socket, so that the engine can go away for one test alone. */
export class EngineForwarder implements AsyncDisposable {
  readonly socketPath: string;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(socketPath: string, target: string) {
    this.socketPath = socketPath;
    this.#target = target;
  }

  static async open(socketPath: string, target = '/var/run/docker.sock'): Promise<EngineForwarder> {
    const forwarder = new EngineForwarder(socketPath, target);
    await forwarder.restore();
    return forwarder;
  }

  async restore(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (client) => {
      const engine = connect({ path: this.#target, allowHalfOpen: true });
      for (const socket of [client, engine]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
      }
      client.pipe(engine).pipe(client);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.socketPath, resolve));
  }

  /** Closes all connections and takes none until restored. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server?.listening === true) await this.cut();
    await rm(this.socketPath, { force: true });
  }
}

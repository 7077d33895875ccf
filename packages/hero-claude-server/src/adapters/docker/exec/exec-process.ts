import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exec, ExecInspectInfo } from 'dockerode';
import { containerNotFound, engineFailed } from '../../../domain/container/engine-errors.ts';
import type { Containers } from '../container/containers.ts';
import type { Entering } from '../container/entrance.ts';
import type { Connection } from '../engine/connection.ts';

const firstPollMs = 5;
const lastPollMs = 250;
const engineRefusal = /^OCI runtime exec failed[^]*/;

export interface ExecRequest {
  containerId: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  hasStdin: boolean;
  /** The output is then not multiplexed. */
  tty?: boolean;
}

/** One exec of the engine: its byte streams and how it ended. */
export class ExecProcess implements Entering {
  /** Multiplexed output; what is written goes to stdin, `end()` closes stdin alone. */
  readonly socket: Duplex;
  readonly #connection: Connection;
  readonly #exec: Exec;
  readonly #containerId: string;

  private constructor(connection: Connection, exec: Exec, socket: Duplex, containerId: string) {
    this.#connection = connection;
    this.#exec = exec;
    this.socket = socket;
    this.#containerId = containerId;
  }

  /** Sends it in, apart from any pause of the container. */
  static async open(
    { connection, containers }: { connection: Connection; containers: Pick<Containers, 'entrance'> },
    request: ExecRequest,
  ): Promise<ExecProcess> {
    const { command, leave } = await containers.entrance.enter(request.containerId, async () =>
      ExecProcess.#open(connection, request),
    );
    command.socket.once('close', leave);
    return command;
  }

  static async #open(connection: Connection, request: ExecRequest): Promise<ExecProcess> {
    const { containerId, argv, env, hasStdin, tty = false } = request;
    const call = { operation: 'run a command', subject: containerId };
    const exec = await connection.call(call, (abortSignal) =>
      connection.docker.getContainer(containerId).exec({
        Cmd: [...argv],
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        AttachStdin: hasStdin,
        AttachStdout: true,
        AttachStderr: true,
        Tty: tty,
        abortSignal,
      }),
    );
    // Without hijack the engine's answer never ends. The socket outlives the call, so no signal is passed.
    const socket = await connection.call(call, () => exec.start({ hijack: true, stdin: hasStdin, Tty: tty }));
    return new ExecProcess(connection, exec, socket, containerId);
  }

  /** Waits until the engine knows the exit code: that comes a moment after the end of the output. */
  async exitCode(signal?: AbortSignal): Promise<number> {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 2, lastPollMs)) {
      const code = await this.#exitCodeNow();
      if (code !== null) return code;
      await delay(pollMs, undefined, { signal });
    }
  }

  /** Of one that was opened with a terminal. */
  async resize({ columns, rows }: { columns: number; rows: number }): Promise<void> {
    await this.#connection.call(
      { operation: 'resize a terminal', subject: this.#containerId },
      (abortSignal) => this.#exec.resize({ w: columns, h: rows, abortSignal }),
    );
  }

  /** False also while it is on its way into the container. */
  async hasEnded(): Promise<boolean> {
    try {
      return (await this.#exitCodeNow()) !== null;
    } catch (error) {
      if (containerNotFound.is(error)) return true;
      throw error;
    }
  }

  /** The engine names its process once there is one. */
  async hasBegun(): Promise<boolean> {
    try {
      const { Pid: pid, Running: runs, ExitCode: code } = await this.#inspect();
      return pid > 0 || (!runs && code !== null);
    } catch (error) {
      if (containerNotFound.is(error)) return true;
      throw error;
    }
  }

  async #exitCodeNow(): Promise<number | null> {
    const { Running: runs, ExitCode: code } = await this.#inspect();
    return runs ? null : code;
  }

  async #inspect(): Promise<ExecInspectInfo> {
    return this.#connection.call(
      { operation: 'inspect a command', subject: this.#containerId },
      (abortSignal) => this.#exec.inspect({ abortSignal }),
    );
  }

  /** The engine could not even start bash; 20.10 says so on stdout with code 126, newer ones with 127. */
  static assertStarted(code: number, stdout: string): void {
    const refusal = code === 126 || code === 127 ? engineRefusal.exec(stdout)?.[0] : undefined;
    if (refusal !== undefined) {
      throw engineFailed({ operation: 'run a command', status: null, reason: refusal.trim() });
    }
  }
}

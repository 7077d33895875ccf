import { once } from 'node:events';
import type { TerminalSize } from '../../../domain/container/terminal.ts';
import type { ExecProcess } from './exec-process.ts';

const exitCodeMs = 5000;

/** A shell on a terminal in a container. What it writes is the terminal's own bytes. */
export class ExecTerminal {
  readonly #process: ExecProcess;
  readonly #kill: () => Promise<void>;
  #ending: Promise<void> | undefined;

  constructor(process: ExecProcess, kill: () => Promise<void>) {
    this.#process = process;
    this.#kill = kill;
    // Whoever reads hears of it as an end.
    process.socket.on('error', () => undefined);
  }

  /** Ends when the shell does, or with its container. Read it: what is not taken holds the shell back. */
  get output(): AsyncIterable<Buffer> {
    return this.#process.socket;
  }

  /** Resolves when the shell can take more. */
  async write(data: Buffer): Promise<void> {
    const { socket } = this.#process;
    if (socket.destroyed || socket.writableEnded || socket.write(data)) return;
    await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }

  /** Never throws: a shell that has ended has no size. */
  async resize(size: TerminalSize): Promise<void> {
    await this.#process.resize(size).catch(() => undefined);
  }

  /** Null when the engine does not know: the container is gone, or was killed. */
  async exitCode(): Promise<number | null> {
    return this.#process.exitCode(AbortSignal.timeout(exitCodeMs)).catch(() => null);
  }

  /** Ends the shell and whatever was started from it. */
  async end(): Promise<void> {
    this.#ending ??= this.#kill().finally(() => this.#process.socket.destroy());
    await this.#ending;
  }
}

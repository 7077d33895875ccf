/**
 * The one place where child processes are started. Each child leads a process group of its own, so that
 * cancelling reaches what it started in turn, and nothing of the group outlives the promise.
 */

import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { BoundedTail } from './bounded-tail.ts';

const terminateGraceMs = 5_000;
const stderrTailBytes = 64 * 1024;
const defaultMaxOutputBytes = 64 * 1024 * 1024;

export interface ProcessOptions {
  /** The whole environment; nothing is inherited. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** A file descriptor is handed over as it is, with its offset. */
  stdin?: Readable | Uint8Array | string | number;
  /** Told the process's id as soon as it runs. */
  onStart?: (pid: number) => void;
  /** Receives stdout, unbounded and with back-pressure, instead of collecting it; ended with the child. */
  stdout?: Writable;
  /** Sees each chunk of stdout as it comes, instead of collecting it. */
  onStdout?: (chunk: Buffer) => void;
  /** Sees each chunk of stderr as it comes, next to the tail that is kept. */
  onStderr?: (chunk: Buffer) => void;
  /** Most of stdout that is collected (64 MiB unless given); the rest is read and dropped. */
  maxOutputBytes?: number;
  /** Ends the process at the first byte beyond that. */
  endAtMaxOutput?: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** What a process did. One ended by a signal has `exitCode: null`. */
export interface ProcessResult {
  exitCode: number | null;
  signal: string | null;
  stdout: Buffer;
  /** The last 64 KiB. */
  stderr: string;
  /** More came on stdout than `maxOutputBytes`. */
  truncated: boolean;
  timedOut: boolean;
}

/** The program could not be started at all: not installed, not executable, no such directory. */
export class SpawnError extends Error {
  readonly program: string;

  constructor(program: string, cause: unknown) {
    super(`cannot start ${program}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'SpawnError';
    this.program = program;
  }
}

/**
 * Runs `program` to its end. A non-zero exit is a result, not an error.
 * @throws the signal's reason when cancelled, after the whole process group was killed; SpawnError
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { env, cwd, stdin, stdout, onStdout, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const child = execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    detached: true,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    // execa takes any descriptor; its types know the first ten.
    ...(stdin === undefined || typeof stdin === 'number'
      ? { stdin: (stdin ?? 'ignore') as 3 | 'ignore' }
      : { input: stdin }),
  });
  if (child.pid === undefined) throw new SpawnError(program, (await child).cause);
  options.onStart?.(child.pid);

  const collected = new CollectedOutput(options.maxOutputBytes ?? defaultMaxOutputBytes);
  const stderr = new BoundedTail(stderrTailBytes);
  if (stdout) child.stdout.pipe(stdout);
  else child.stdout.on('data', onStdout ?? collect);
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    options.onStderr?.(chunk);
  });

  const group = new ProcessGroup(child.pid);
  function collect(chunk: Buffer): void {
    collected.push(chunk);
    if (collected.truncated && options.endAtMaxOutput === true) group.terminate();
  }
  // A grandchild that kept a pipe open would keep the promise pending for as long as it lives.
  child.once('exit', () => group.kill('SIGKILL'));
  let timedOut = false;
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  function onTimeout(): void {
    timedOut = true;
    group.terminate();
  }
  const onAbort = (): void => group.terminate();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const ended = await child;
    if (signal?.aborted) throw signal.reason;
    return {
      exitCode: ended.exitCode ?? null,
      signal: ended.signal ?? null,
      stdout: collected.bytes(),
      stderr: stderr.text(),
      truncated: collected.truncated,
      timedOut,
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    group.close();
  }
}

class CollectedOutput {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  truncated = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    const room = this.#maxBytes - this.#bytes;
    if (chunk.byteLength > room) this.truncated = true;
    if (room <= 0) return;
    const kept = chunk.subarray(0, room);
    this.#chunks.push(kept);
    this.#bytes += kept.byteLength;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

class ProcessGroup {
  readonly #leaderPid: number;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(leaderPid: number) {
    this.#leaderPid = leaderPid;
  }

  /** Asks politely, and insists after five seconds. */
  terminate(): void {
    if (this.#killTimer) return;
    this.kill('SIGTERM');
    this.#killTimer = setTimeout(() => this.kill('SIGKILL'), terminateGraceMs);
  }

  kill(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#leaderPid, signal);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }

  close(): void {
    clearTimeout(this.#killTimer);
  }
}

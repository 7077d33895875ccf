import type { Readable, Writable } from 'node:stream';

/** What one command in a container did. A process ended by a signal has `exitCode: null`. */
export interface ExecResult {
  exitCode: number | null;
  signal: string | null;
  /** The first `maxOutputBytes` of the stream; empty when the stream went to `options.stdout`. */
  stdout: string;
  stderr: string;
  truncated: boolean;
  timedOut: boolean;
}

export interface ExecOptions {
  /** Absolute path in the container; the session's working directory unless given. */
  cwd?: string;
  env?: Record<string, string>;
  /** Finds programs as the agent does, those it has installed for itself first; else the image's own only. */
  asAgent?: boolean;
  stdin?: Readable;
  /** Receives stdout unbounded instead of collecting it; left open at the end. */
  stdout?: Writable;
  timeoutMs?: number;
  maxOutputBytes?: number;
  signal?: AbortSignal;
}

/** Runs a command in a session's container as the container's user; no process of it outlives the promise. */
export type ContainerExec = (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

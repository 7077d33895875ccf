import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '../../../domain/container/container-exec.ts';
import {
  commandNotFound,
  containerEnded,
  containerNotFound,
  engineFailed,
  engineUnreachable,
  folderNotFound,
} from '../../../domain/container/engine-errors.ts';
import { interruptOn, unlessAborted } from '../../../lib/interruption.ts';
import type { Containers } from '../container/containers.ts';
import { readExitCode } from '../container/exit-signal.ts';
import type { Connection } from '../engine/connection.ts';
import { CappedText } from './capped-text.ts';
import { type ExecStreams, pump } from './exec-output.ts';
import { ExecProcess } from './exec-process.ts';
import type { ExecReaper } from './exec-reaper.ts';
import { execIdVariable, shellArgv, wrapperArgv, wrapperMark } from './exec-scripts.ts';
import { ExecTerminal } from './exec-terminal.ts';

const defaultMaxOutputBytes = 2 ** 20;
/** Time between SIGTERM and SIGKILL: git removes its lock files. */
const graceMs = 1000;
/** The engine closes the output when the processes are gone; we do when it has not by then. */
const closeMs = 3000;
const endTimeoutMs = 30_000;
const killedCode = 137;
const firstSignalCode = 129;
/** What the engine answers for a command that it could not start; programs end with them, too. */
const notStartedCodes: readonly number[] = [126, 127];
/** A container shows its end a moment after its processes have theirs. */
const settleMs = 50;
const settleTries = 5;

/** Runs commands in containers and leaves no process of them behind. */
export class ExecRunner {
  readonly #connection: Connection;
  readonly #containers: Containers;
  readonly #reaper: ExecReaper;
  readonly #engine: { connection: Connection; containers: Containers };
  readonly #live = new Map<string, Set<string>>();
  readonly #unreaped = new Set<string>();
  /** The first part of every exec id of this process. */
  readonly #runId = randomUUID().slice(0, 8);

  constructor(connection: Connection, containers: Containers, reaper: ExecReaper) {
    this.#connection = connection;
    this.#containers = containers;
    this.#reaper = reaper;
    this.#engine = { connection, containers };
  }

  /**
   * Ends what commands left behind that nobody waits for any more, such as those of a server that was killed.
   * @param keep ids of execs to leave alone, beside those that run here now
   */
  async killStrays(containerId: string, keep: readonly string[] = []): Promise<void> {
    await this.#containers.own(containerId);
    const execIds = [...keep, ...(this.#live.get(containerId) ?? [])];
    await this.#reaper.reap(containerId, { mode: 'except', execIds }, 0);
  }

  /** Ends what other runs of this program left behind, however busy this one is in the container meanwhile. */
  async killOthers(containerId: string): Promise<void> {
    await this.#containers.own(containerId);
    await this.#reaper.reap(containerId, { mode: 'others', execIds: [this.#runId] }, 0);
  }

  /** Makes up for what could not be ended while the engine was away. */
  async retryUnreaped(): Promise<void> {
    for (const containerId of this.#unreaped) {
      await this.killStrays(containerId).catch((error: unknown) => {
        if (!containerNotFound.is(error)) throw error;
      });
      this.#unreaped.delete(containerId);
    }
  }

  /**
   * Runs one command as the container's user.
   * @throws exec.command_not_found, exec.folder_not_found, container.*, engine.*; the reason of `signal`
   */
  async run(containerId: string, argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    options.signal?.throwIfAborted();
    await this.#containers.own(containerId);
    const execId = this.#newId();
    const forget = this.#remember(containerId, execId);
    try {
      return await this.#run(containerId, execId, argv, options);
    } finally {
      forget();
    }
  }

  /**
   * Starts a shell on a terminal in `folder`, or where there is none, in the root folder.
   * @throws container.*, engine.*
   */
  async openTerminal(containerId: string, folder: string): Promise<ExecTerminal> {
    await this.#containers.own(containerId);
    const execId = this.#newId();
    const forget = this.#remember(containerId, execId);
    try {
      const process = await ExecProcess.open(this.#engine, {
        containerId,
        argv: shellArgv(folder),
        env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', [execIdVariable]: execId },
        hasStdin: true,
        tty: true,
      });
      return new ExecTerminal(process, async () => this.#end(containerId, execId, process).finally(forget));
    } catch (error) {
      forget();
      throw error;
    }
  }

  #newId(): string {
    return `${this.#runId}${randomUUID().slice(this.#runId.length)}`;
  }

  /** Takes an exec for one of ours until the answer is called. */
  #remember(containerId: string, execId: string): () => void {
    const live = this.#live.get(containerId) ?? new Set();
    this.#live.set(containerId, live.add(execId));
    return () => {
      live.delete(execId);
      if (live.size === 0 && this.#live.get(containerId) === live) this.#live.delete(containerId);
    };
  }

  async #run(
    containerId: string,
    execId: string,
    argv: readonly string[],
    options: ExecOptions,
  ): Promise<ExecResult> {
    const maxBytes = options.maxOutputBytes ?? defaultMaxOutputBytes;
    const [stdout, stderr] = [new CappedText(maxBytes), new CappedText(maxBytes)];
    const streams: ExecStreams = { stdin: options.stdin, sink: options.stdout, stdout, stderr };
    const interruption = interruptOn(options);
    let code = killedCode;
    try {
      const hasStdin = options.stdin !== undefined;
      const process = await ExecProcess.open(this.#engine, {
        containerId,
        argv: wrapperArgv(argv, options),
        env: { ...options.env, [execIdVariable]: execId },
        hasStdin,
      }).catch(async (error: unknown) => this.#explainLoss(containerId, error));
      const following = this.#follow(containerId, process, streams);
      const followed = following.then(
        () => undefined,
        () => undefined,
      );
      try {
        code = await unlessAborted(interruption.signal, following);
      } catch (error) {
        await this.#end(containerId, execId, process);
        await Promise.race([followed, delay(closeMs, undefined, { ref: false })]);
        process.socket.destroy();
        if (!interruption.timedOut) throw error;
      }
    } finally {
      interruption.clear();
    }
    const { timedOut } = interruption;
    if (!timedOut) await this.#settle(containerId, execId, { code, stdout, stderr, argv, cwd: options.cwd });
    return {
      ...readExitCode(code),
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      truncated: stdout.truncated || stderr.truncated,
      timedOut,
    };
  }

  /** Moves the bytes and answers the exit code. */
  async #follow(containerId: string, process: ExecProcess, streams: ExecStreams): Promise<number> {
    await pump(process.socket, streams);
    return process.exitCode().catch(async (error: unknown) => this.#explainLoss(containerId, error));
  }

  /** The engine does not know a command any more, or not yet: its container has ended, or the engine has restarted. */
  async #explainLoss(containerId: string, cause: unknown): Promise<never> {
    if (!containerNotFound.is(cause) && !endedMeanwhile(cause)) throw cause;
    await this.#assertRunning(containerId);
    const { url: endpoint } = this.#connection.endpoint;
    throw engineUnreachable({ endpoint, cause: 'lost', reason: 'it restarted during a command' }, { cause });
  }

  /** Ends all processes of the exec, also when it is still on its way into the container. */
  async #end(containerId: string, execId: string, process: ExecProcess): Promise<void> {
    const deadline = performance.now() + endTimeoutMs;
    try {
      for (let ended = false; !ended; ) {
        ended = await process.hasEnded();
        const fate = await this.#reaper.reap(containerId, { mode: 'only', execIds: [execId] }, graceMs);
        if (fate === 'condemned') return;
        if (!ended && performance.now() > deadline) {
          throw engineFailed({ operation: 'end a command', status: null, reason: 'it does not end' });
        }
      }
    } catch (error) {
      this.#unreaped.add(containerId);
      throw error;
    }
  }

  /** A container that ends takes its commands along: how they ended is then no word of theirs. */
  async #assertRunning(containerId: string): Promise<void> {
    for (let tries = 1; tries <= settleTries; tries += 1) {
      const state = await this.#containers.inspect(containerId).catch((error: unknown) => {
        if (!containerNotFound.is(error)) throw error;
      });
      if (state === undefined || state.outcome !== undefined)
        throw containerEnded({ container: containerId });
      if (tries < settleTries) await delay(settleMs);
    }
  }

  /** Turns what the wrapper reported into errors, and ends what it could not end itself. */
  async #settle(
    containerId: string,
    execId: string,
    run: {
      code: number;
      stdout: CappedText;
      stderr: CappedText;
      argv: readonly string[];
      cwd: string | undefined;
    },
  ): Promise<void> {
    const said = (what: string) => run.stderr.end.endsWith(`${wrapperMark}:${execId}:${what}`);
    if (said('command')) throw commandNotFound({ command: run.argv[0] ?? '' });
    if (said('folder')) throw folderNotFound({ cwd: run.cwd ?? '' });
    const unstarted = notStartedCodes.includes(run.code) && run.stderr.end === '';
    if (unstarted || run.code === killedCode) await this.#assertRunning(containerId);
    ExecProcess.assertStarted(run.code, run.stdout.end);
    // A signal may have hit the wrapper itself, before it could look for what the command left behind.
    if (said('left') || run.code >= firstSignalCode) {
      await this.#reaper.reap(containerId, { mode: 'only', execIds: [execId] }, 0);
    }
  }
}

/** A container that ends between the two calls of an exec is told as a fault of the engine. */
function endedMeanwhile(error: unknown): boolean {
  return engineFailed.is(error) && /is not running/.test(error.message);
}

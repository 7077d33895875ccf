import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { LineTail } from './line-tail.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface DaemonOptions {
  command: string;
  args?: readonly string[];
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  cwd?: string;
  /** Unix socket that answers `readyPath` with 200 when the daemon is up. */
  socket: string;
  /** `/health` unless given. */
  readyPath?: string;
  /** 20 s unless given. */
  readyTimeoutMs?: number;
}

/** How a process ended: a signal has no exit code. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Daemon extends AsyncDisposable {
  pid: number;
  socket: string;
  exited: Promise<Exit>;
  /** SIGTERM; SIGKILL to the whole group after 10 s. Resolves with the exit; a stopped daemon is fine. */
  stop(): Promise<Exit>;
  /** SIGKILL to the process alone: what it started lives on, as after a real crash. */
  kill9(): Promise<Exit>;
  /** Standard output and error, newest last. */
  logs(): string;
}

/** Starts a daemon and waits until it answers. Rejects with its last log lines when it ends or is too slow. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const child = spawn(options.command, options.args ?? [], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail = new LineTail();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => tail.push(chunk));
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  exited.catch(() => undefined);
  const killGroup = (): void => void signalGroup(child, 'SIGKILL');
  process.once('exit', killGroup);
  const forget = (): void => void process.off('exit', killGroup);

  const stop = async (): Promise<Exit> => {
    child.kill('SIGTERM');
    const patience = new AbortController();
    const late = wait(10_000, 'late' as const, { signal: patience.signal, ref: false }).catch(
      () => 'late' as const,
    );
    if ((await Promise.race([exited, late])) === 'late') killGroup();
    patience.abort();
    forget();
    return await exited;
  };
  const daemon: Daemon = {
    pid: child.pid ?? 0,
    socket: options.socket,
    exited,
    stop,
    kill9: async () => {
      child.kill('SIGKILL');
      const exit = await exited;
      // Whatever it started and left alive is ended with the test; mostly there is nothing.
      if (!signalGroup(child, 0)) forget();
      return exit;
    },
    logs: () => tail.text(),
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), options.readyTimeoutMs ?? 20_000);
  try {
    const ready = waitUntilReady(options.socket, options.readyPath ?? '/health', giveUp.signal);
    ready.catch(() => undefined);
    const early = await Promise.race([ready, exited]);
    if (early) throw new Error(`it ended at once: ${JSON.stringify(early)}`);
    return daemon;
  } catch (cause) {
    killGroup();
    forget();
    const command = [options.command, ...(options.args ?? [])].join(' ');
    throw new Error(`${command} did not start: ${String(cause)}\n${tail.text(40)}`, { cause });
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
}

/** @returns whether there was anything to signal */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

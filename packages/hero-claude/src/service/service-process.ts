import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from 'hero-rpc/node';

export interface Exit {
  /** Null when a signal ended it, or when it was not ours to ask. */
  code: number | null;
  signal: string | null;
}

/** A daemon's process: one we started, or one that a supervisor before us did. */
export interface ServiceProcess {
  identity: ProcessIdentity;
  exited: Promise<Exit>;
}

export interface SpawnRequest {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** File descriptor for output: a file outlives us, a pipe would not. */
  log: number;
}

const adoptedPollMs = 500;
const unknownExit: Exit = { code: null, signal: null };

/** Starts a process in a group of its own. Rejects when the program cannot be run. */
export async function spawnService({ command, args, env, cwd, log }: SpawnRequest): Promise<ServiceProcess> {
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', log, log] });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  return { identity: identityOf(pid) ?? { pid, started: 'ended at once' }, exited };
}

/** Watches a process that someone else started. */
export function adoptService(identity: ProcessIdentity): ServiceProcess {
  return { identity, exited: untilGone(identity, adoptedPollMs).then(() => unknownExit) };
}

export async function untilGone(identity: ProcessIdentity, pollMs: number): Promise<void> {
  while (isRunning(identity)) await wait(pollMs);
}

function signalTo(identity: ProcessIdentity, signal: NodeJS.Signals, group: boolean): void {
  // The number may be someone else's by now.
  if (!isRunning(identity)) return;
  try {
    process.kill(group ? -identity.pid : identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** SIGTERM, and SIGKILL to the whole group for what is still there after the grace. */
export async function endService({ identity, exited }: ServiceProcess, graceMs: number): Promise<void> {
  signalTo(identity, 'SIGTERM', false);
  const patience = new AbortController();
  const late = wait(graceMs, 'late', { signal: patience.signal }).catch(() => 'gone');
  if ((await Promise.race([exited, late])) === 'late') signalTo(identity, 'SIGKILL', true);
  patience.abort();
  await exited;
}

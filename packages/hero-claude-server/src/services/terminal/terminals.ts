import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../adapters/docker/engine.ts';
import type { TerminalSeat, TerminalViewer } from '../../domain/container/terminal.ts';
import { terminalCrowded } from '../../domain/container/terminal-errors.ts';
import { containerRepoDir } from '../../domain/session/session-folder.ts';
import { KeyedLock } from '../../lib/keyed-lock.ts';
import type { OperationLog } from '../operation-log.ts';
import type { ContainerLease, SessionContainers } from '../session/session-containers.ts';
import type { SessionSteps } from '../session/session-steps.ts';
import { Shell } from './shell.ts';

const defaultKeepMs = 10 * 60_000;
const defaultStallMs = 15_000;
const maxViewers = 32;
const endMs = 5_000;

export interface TerminalParts {
  engine: Pick<Engine, 'openTerminal'>;
  containers: SessionContainers;
  steps: SessionSteps;
  operations: OperationLog;
  keepMs?: number;
  stallMs?: number;
}

/** One shell for each session that somebody looks into; who comes back finds the same one. */
export class Terminals implements AsyncDisposable {
  readonly #parts: TerminalParts;
  readonly #shells = new Map<string, Shell>();
  readonly #lock = new KeyedLock();

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  /**
   * Joins the shell of a session, or starts one: in the agent's container, or in a side container when none runs.
   * @throws session.*, terminal.*, container.*, engine.*
   */
  async open(sessionId: string, viewer: TerminalViewer): Promise<TerminalSeat> {
    return this.#lock.queue(sessionId, async () => {
      const known = this.#shells.get(sessionId);
      if (known !== undefined && !known.over) {
        if (known.viewers >= maxViewers) throw terminalCrowded({ session_id: sessionId, limit: maxViewers });
        return known.join(viewer, true);
      }
      const shell = await this.#start(sessionId, viewer.user);
      return shell.join(viewer, false);
    });
  }

  /** Ends all shells: nobody could come back to them. What an absent engine keeps is ended by the next server. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = Promise.allSettled(Array.from(this.#shells.values(), async (shell) => shell.end()));
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([ended, delay(endMs, undefined, { signal, ref: false }).catch(() => undefined)]);
    patience.abort();
  }

  async #start(sessionId: string, user: string | undefined): Promise<Shell> {
    const { engine, containers, steps, operations, keepMs, stallMs } = this.#parts;
    const record = steps.checkStatus('exec', sessionId);
    const lease = await containers.lease(record);
    try {
      const home = containerRepoDir(record.repos[0]?.name ?? '');
      const terminal = await engine.openTerminal(lease.containerId, home);
      const shell = new Shell({
        terminal,
        container: lease.kind,
        keepMs: keepMs ?? defaultKeepMs,
        stallMs: stallMs ?? defaultStallMs,
      });
      this.#shells.set(sessionId, shell);
      const message = lease.kind === 'agent' ? 'opened' : 'opened over the files; the session does not run';
      operations.record({ operation: 'session.terminal', session_id: sessionId, message, user });
      void this.#forget(sessionId, shell, lease);
      return shell;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  async #forget(sessionId: string, shell: Shell, lease: ContainerLease): Promise<void> {
    await shell.ended;
    lease.release();
    if (this.#shells.get(sessionId) === shell) this.#shells.delete(sessionId);
  }
}

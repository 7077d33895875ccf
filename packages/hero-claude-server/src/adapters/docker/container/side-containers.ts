import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import { containerNameTaken, containerNotFound } from '../../../domain/container/engine-errors.ts';
import { shuttingDown } from '../../../domain/session/session-errors.ts';
import { KeyedLock } from '../../../lib/keyed-lock.ts';
import type { ExecRunner } from '../exec/exec-runner.ts';
import type { ContainerFactory } from './container-factory.ts';
import type { SessionSpec } from './container-spec.ts';
import type { Containers } from './containers.ts';

const defaultIdleMs = 60_000;
/** An engine that takes longer must not hold up the end of the server. */
const defaultCloseMs = 2000;

/** A side container in use; `release` once, as soon as it is not needed. */
export interface SideLease {
  containerId: string;
  exec: ContainerExec;
  release: () => void;
}

interface Side {
  containerId: string;
  leases: number;
  timer: NodeJS.Timeout | undefined;
}

export interface SideParts {
  factory: ContainerFactory;
  containers: Containers;
  runner: ExecRunner;
  log: Logger;
  /** How long one stays after its last lease. */
  idleMs?: number | undefined;
  closeMs?: number | undefined;
}

/**
 * Short-lived containers over a session's folders, for git and files when the agent's container is not
 * there: same image, user and mounts, without agent, sockets and network. Callers of a session share one.
 */
export class SideContainers {
  readonly #parts: SideParts;
  readonly #idleMs: number;
  readonly #closeMs: number;
  readonly #lock = new KeyedLock();
  readonly #sides = new Map<string, Side>();
  #closed = false;

  constructor(parts: SideParts) {
    this.#parts = parts;
    this.#idleMs = parts.idleMs ?? defaultIdleMs;
    this.#closeMs = parts.closeMs ?? defaultCloseMs;
  }

  /**
   * Starts the side container of the session, or joins the one that runs.
   * @throws server.shutting_down once closed
   */
  async acquire(spec: SessionSpec): Promise<SideLease> {
    if (this.#closed) throw shuttingDown({});
    const { sessionId } = spec;
    const side = await this.#lock.queue(sessionId, async () => {
      const running = (await this.#stillRunning(sessionId)) ?? (await this.#start(spec));
      running.leases += 1;
      clearTimeout(running.timer);
      return running;
    });
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      side.leases -= 1;
      if (side.leases === 0) this.#retireLater(sessionId, side);
    };
    const { containerId } = side;
    return {
      containerId,
      exec: (argv, options) => this.#parts.runner.run(containerId, argv, options),
      release,
    };
  }

  /** Removes the session's side container now; commands that run in it end. */
  async retire(sessionId: string): Promise<void> {
    await this.#lock.queue(sessionId, async () => {
      const side = this.#sides.get(sessionId);
      clearTimeout(side?.timer);
      this.#sides.delete(sessionId);
      await this.#removeAll(sessionId);
    });
  }

  /** Removes what an earlier server left; those in use here stay. */
  async sweep(): Promise<void> {
    const { containers } = this.#parts;
    const left = await containers.list({ role: 'side' });
    await Promise.all(
      left.map(async ({ id, sessionId = '' }) =>
        this.#lock.queue(sessionId, async () => {
          if (this.#sides.get(sessionId)?.containerId !== id) await containers.remove(id);
        }),
      ),
    );
  }

  /** Removes them all: nobody asks for them any more. What cannot be removed in time the next start sweeps. */
  async close(): Promise<void> {
    this.#closed = true;
    // One that is just being started is known only then.
    const removing = [this.#removeKnown(), this.#lock.settled().then(async () => this.#removeKnown())];
    await Promise.race([Promise.all(removing), delay(this.#closeMs, undefined, { ref: false })]);
  }

  async #removeKnown(): Promise<void> {
    const sides = [...this.#sides.values()];
    this.#sides.clear();
    for (const { timer } of sides) clearTimeout(timer);
    await Promise.allSettled(
      sides.map(async ({ containerId }) => this.#parts.containers.remove(containerId)),
    );
  }

  async #stillRunning(sessionId: string): Promise<Side | undefined> {
    const side = this.#sides.get(sessionId);
    if (side === undefined) return undefined;
    try {
      if ((await this.#parts.containers.inspect(side.containerId)).status === 'running') return side;
    } catch (error) {
      if (!containerNotFound.is(error)) throw error;
    }
    clearTimeout(side.timer);
    this.#sides.delete(sessionId);
    return undefined;
  }

  async #start(spec: SessionSpec): Promise<Side> {
    const { factory, containers, runner } = this.#parts;
    let created = await factory.createSide(spec).catch((error: unknown) => {
      if (!containerNameTaken.is(error)) throw error;
      return undefined;
    });
    if (created === undefined) {
      // One of an earlier server with other settings: nobody uses it any more.
      await this.#removeAll(spec.sessionId);
      created = await factory.createSide(spec);
    }
    await containers.start(created.id);
    if (created.adopted) await runner.killStrays(created.id);
    const side: Side = { containerId: created.id, leases: 0, timer: undefined };
    this.#sides.set(spec.sessionId, side);
    return side;
  }

  #retireLater(sessionId: string, side: Side): void {
    if (this.#closed || this.#sides.get(sessionId) !== side) return;
    const retireIfIdle = async () =>
      this.#lock.queue(sessionId, async () => {
        if (side.leases > 0 || this.#sides.get(sessionId) !== side) return;
        this.#sides.delete(sessionId);
        await this.#parts.containers.remove(side.containerId);
      });
    side.timer = setTimeout(() => {
      retireIfIdle().catch((error: unknown) => {
        this.#parts.log.warn({ err: error, session_id: sessionId }, 'a side container could not be removed');
      });
    }, this.#idleMs);
    side.timer.unref();
  }

  async #removeAll(sessionId: string): Promise<void> {
    const { containers } = this.#parts;
    const found = await containers.list({ sessionId, role: 'side' });
    await Promise.all(found.map(async ({ id }) => containers.remove(id)));
  }
}

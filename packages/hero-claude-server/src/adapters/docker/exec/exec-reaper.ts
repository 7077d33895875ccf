import { randomUUID } from 'node:crypto';
import { containerNotFound, engineFailed } from '../../../domain/container/engine-errors.ts';
import type { ContainerState } from '../container/container-state.ts';
import type { Containers } from '../container/containers.ts';
import { hostConfig } from '../container/create-options.ts';
import type { Connection } from '../engine/connection.ts';
import { runProbe } from '../engine/run-probe.ts';
import { ExecProcess } from './exec-process.ts';
import { frozenReaperArgv, type Marked, reaperArgv } from './exec-scripts.ts';
import { readFrames } from './frames.ts';

const mib = 2 ** 20;
const reapTimeoutMs = 15_000;
const reaperLimits = { cpus: 1, memoryBytes: 128 * mib, pids: 32, openFiles: 256, tmpBytes: mib };

/**
 * Ends the processes of execs by the mark in their environment: a process that started a session or forked
 * twice has left every group and parent, but not its environment.
 */
export class ExecReaper {
  readonly #connection: Connection;
  readonly #containers: Containers;
  readonly #instance: string;

  constructor(connection: Connection, containers: Containers, instance: string) {
    this.#connection = connection;
    this.#containers = containers;
    this.#instance = instance;
  }

  /**
   * Returns when none is left: `gone`, or in a paused container `condemned`, to die as soon as it goes on.
   * What ran in a container that has ended is gone with it.
   */
  async reap(containerId: string, marked: Marked, graceMs: number): Promise<'gone' | 'condemned'> {
    const state = await this.#runningState(containerId);
    if (state === undefined) return 'gone';
    if (state.status === 'running' && (await this.#reapInside(containerId, marked, graceMs))) return 'gone';
    await this.#reapFrozen(state, marked);
    if (state.status === 'paused') return 'condemned';
    if (await this.#reapInside(containerId, marked, 0)) return 'gone';
    if ((await this.#runningState(containerId)) === undefined) return 'gone';
    throw engineFailed({
      operation: 'end the processes of a command',
      status: null,
      reason: 'some are still there',
    });
  }

  async #runningState(containerId: string): Promise<ContainerState | undefined> {
    try {
      const state = await this.#containers.inspect(containerId);
      return state.outcome === undefined ? state : undefined;
    } catch (error) {
      if (containerNotFound.is(error)) return undefined;
      throw error;
    }
  }

  /** The quick way: a second exec. It cannot start when a fork storm holds every process slot. */
  async #reapInside(containerId: string, marked: Marked, graceMs: number): Promise<boolean> {
    try {
      const argv = reaperArgv(marked, graceMs);
      const engine = { connection: this.#connection, containers: this.#containers };
      const { socket } = await ExecProcess.open(engine, {
        containerId,
        argv,
        env: {},
        hasStdin: true,
      });
      // A container that is paused in the middle of it would hold it for as long.
      const limit = setTimeout(() => socket.destroy(), reapTimeoutMs);
      try {
        return await saysClean(socket);
      } finally {
        clearTimeout(limit);
      }
    } catch {
      // Whatever the reason is, the frozen way tries again and reports its own failure.
      return false;
    }
  }

  /** The sure way: everything stands still while a container of its own limits looks into the process table. */
  async #reapFrozen(state: ContainerState, marked: Marked): Promise<void> {
    const owner = {
      instance: this.#instance,
      role: 'probe' as const,
      ...(state.sessionId && { sessionId: state.sessionId }),
    };
    const isolation = { limits: reaperLimits, mounts: [], hostUserIds: false };
    const pausedBefore = state.status === 'paused';
    if (!pausedBefore) await this.#containers.pause(state.id);
    try {
      await runProbe(
        { connection: this.#connection, containers: this.#containers },
        {
          owner,
          nameSuffix: `-${randomUUID()}`,
          image: state.imageId,
          user: state.user,
          workingDir: '/',
          env: {},
          argv: frozenReaperArgv(marked),
          hostConfig: { ...hostConfig(isolation), PidMode: `container:${state.id}`, Init: false },
        },
      );
    } finally {
      if (!pausedBefore) await this.#containers.unpause(state.id);
    }
  }
}

/** Whether the reaper's output is its one word. Anything in the container may write into it, and without end. */
export async function saysClean(output: AsyncIterable<Buffer>): Promise<boolean> {
  let said = '';
  for await (const { stream, data } of readFrames(output)) {
    if (stream === 'stdout') said += data.toString('latin1');
    if (!'clean'.startsWith(said)) return false;
  }
  return said === 'clean';
}

import type { ContainerInfo } from 'dockerode';
import {
  containerNameTaken,
  containerNotFound,
  containerWrongState,
} from '../../../domain/container/engine-errors.ts';
import type { Connection } from '../engine/connection.ts';
import { type ContainerRole, isMadeByUs, isOwnedBy, labelNames, roleOf } from '../labels.ts';
import { statusOf } from '../translate.ts';
import { type ContainerState, readState } from './container-state.ts';
import { type CreateRequest, createOptions } from './create-options.ts';
import { Entrance } from './entrance.ts';

export interface ContainerSummary {
  id: string;
  name: string;
  sessionId: string | undefined;
  role: ContainerRole | undefined;
  running: boolean;
}

export interface CreatedContainer {
  id: string;
  /** True when a container made by an earlier identical request was found. */
  adopted: boolean;
}

function nameOf(info: ContainerInfo): string {
  return (info.Names[0] ?? '').replace(/^\//, '');
}

function summarize(info: ContainerInfo): ContainerSummary {
  return {
    id: info.Id,
    name: nameOf(info),
    sessionId: info.Labels[labelNames.session],
    role: roleOf(info.Labels),
    running: info.State === 'running' || info.State === 'paused',
  };
}

/**
 * The containers of one installation. Every operation on an id first makes sure that the container carries
 * our instance label; another installation's container does not exist for us.
 */
export class Containers {
  /** The way of commands into containers. */
  readonly entrance = new Entrance();
  readonly #connection: Connection;
  readonly #instance: string;
  readonly #owned = new Set<string>();
  readonly #madeHere = new Set<string>();

  constructor(connection: Connection, instance: string) {
    this.#connection = connection;
    this.#instance = instance;
  }

  /** Creates, or adopts what an identical request made before; an outdated one of ours that does not run is replaced. */
  async create(request: CreateRequest, signal?: AbortSignal): Promise<CreatedContainer> {
    const options = createOptions(request);
    const create = async () => {
      const { id } = await this.#connection.call(
        { operation: `create container ${options.name}`, subject: request.image, signal },
        async (abortSignal) => this.#connection.docker.createContainer({ ...options, abortSignal }),
      );
      this.#owned.add(id);
      this.#madeHere.add(id);
      return { id, adopted: false };
    };
    try {
      return await create();
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
    const holder = await this.#connection.call({ operation: 'inspect', subject: options.name }, async () =>
      this.#connection.docker.getContainer(options.name).inspect(),
    );
    const { id, status, spec } = readState(holder);
    const taken = (reason: string) => containerNameTaken({ name: options.name, container: id, reason });
    if (!isOwnedBy(holder.Config.Labels, request.owner)) throw taken('it does not carry our labels');
    if (spec === options.Labels?.[labelNames.spec]) {
      this.#owned.add(id);
      return { id, adopted: true };
    }
    if (status === 'running' || status === 'paused') throw taken('it runs with other settings');
    this.#owned.add(id);
    await this.remove(id);
    return create();
  }

  async start(id: string, signal?: AbortSignal): Promise<void> {
    await this.#act(id, 'start', signal, (container, abortSignal) => container.start({ abortSignal }));
  }

  /** SIGTERM, then SIGKILL after the grace time (whole seconds, rounded up). A stopped or absent container is fine. */
  async stop(id: string, graceMs: number): Promise<void> {
    const seconds = Math.ceil(graceMs / 1000);
    await this.#untilGone(id, 'stop', (container) => container.stop({ t: seconds }), graceMs + 60_000);
  }

  /** SIGKILL at once. A stopped or absent container is fine. */
  async kill(id: string): Promise<void> {
    try {
      await this.#untilGone(id, 'kill', (container) => container.kill());
    } catch (error) {
      if (!containerWrongState.is(error)) throw error;
    }
  }

  /** Removes it with its anonymous volumes, running or not. An absent container is fine. */
  async remove(id: string): Promise<void> {
    await this.#untilGone(id, 'remove', (container) => container.remove({ force: true, v: true }));
    this.#owned.delete(id);
    this.#madeHere.delete(id);
  }

  /** Removes the probes that an earlier server was killed over. */
  async sweepProbes(): Promise<void> {
    const probes = await this.list({ role: 'probe' });
    await Promise.all(
      probes.filter(({ id }) => !this.#madeHere.has(id)).map(async ({ id }) => this.remove(id)),
    );
  }

  async pause(id: string): Promise<void> {
    const { status } = await this.inspect(id);
    if (status === 'paused') return;
    await this.entrance.pause(id, async () =>
      this.#act(id, 'pause', undefined, (container) => container.pause()),
    );
  }

  async unpause(id: string): Promise<void> {
    const { status } = await this.inspect(id);
    if (status === 'paused') await this.#act(id, 'unpause', undefined, (container) => container.unpause());
  }

  async inspect(id: string, signal?: AbortSignal): Promise<ContainerState> {
    const info = await this.#connection.call({ operation: 'inspect', subject: id, signal }, (abortSignal) =>
      this.#connection.docker.getContainer(id).inspect({ abortSignal }),
    );
    const state = readState(info);
    const mountedAt = info.Mounts.map(({ Destination }) => Destination);
    const isLabelled = info.Config.Labels[labelNames.instance] === this.#instance;
    if (!isLabelled || !isMadeByUs(this.#instance, { name: state.name, mountedAt })) {
      throw containerNotFound({ container: id });
    }
    this.#owned.add(info.Id);
    return state;
  }

  /** A variable the container was made with. */
  async variable(id: string, name: string): Promise<string | undefined> {
    await this.own(id);
    const info = await this.#connection.call({ operation: 'inspect', subject: id }, (abortSignal) =>
      this.#connection.docker.getContainer(id).inspect({ abortSignal }),
    );
    const prefix = `${name}=`;
    return info.Config.Env.find((entry) => entry.startsWith(prefix))?.slice(prefix.length);
  }

  /** All containers of this installation, ended ones included. */
  async list(filter: { sessionId?: string; role?: ContainerRole } = {}): Promise<ContainerSummary[]> {
    const label = [`${labelNames.instance}=${this.#instance}`];
    if (filter.sessionId !== undefined) label.push(`${labelNames.session}=${filter.sessionId}`);
    if (filter.role !== undefined) label.push(`${labelNames.role}=${filter.role}`);
    const found = await this.#connection.call({ operation: 'list containers' }, (abortSignal) =>
      this.#connection.docker.listContainers({ all: true, filters: { label }, abortSignal }),
    );
    return found
      .filter((info) =>
        isMadeByUs(this.#instance, {
          name: nameOf(info),
          mountedAt: info.Mounts.map(({ Destination }) => Destination),
        }),
      )
      .map(summarize);
  }

  /** Makes sure the container is ours before anything is done to it. */
  async own(id: string): Promise<void> {
    if (!this.#owned.has(id)) await this.inspect(id);
  }

  async #act(
    id: string,
    operation: string,
    signal: AbortSignal | undefined,
    act: (container: Container, abortSignal: AbortSignal) => Promise<unknown>,
    timeoutMs?: number,
  ): Promise<void> {
    await this.own(id);
    try {
      await this.#connection.call(
        { operation, subject: id, signal, ...(timeoutMs && { timeoutMs }) },
        (abortSignal) => act(this.#connection.docker.getContainer(id), abortSignal),
      );
    } catch (error) {
      if (statusOf(error) !== 304) throw error;
    }
  }

  async #untilGone(
    id: string,
    operation: string,
    act: (container: Container) => Promise<unknown>,
    timeoutMs?: number,
  ): Promise<void> {
    try {
      await this.#act(id, operation, undefined, act, timeoutMs);
    } catch (error) {
      if (!containerNotFound.is(error) && statusOf(error) !== 404) throw error;
    }
  }
}

type Container = ReturnType<Connection['docker']['getContainer']>;

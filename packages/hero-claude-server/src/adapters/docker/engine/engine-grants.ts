import { randomUUID } from 'node:crypto';
import type { Containers } from '../container/containers.ts';
import { hostConfig } from '../container/create-options.ts';
import type { Connection } from './connection.ts';
import { readEngineInfo } from './engine-info.ts';
import { runProbe } from './run-probe.ts';

/** What containers of this engine may ask for. */
export interface Grants {
  /** The most open files; undefined when the engine sets no limit. A container that asks for more does not start. */
  openFilesCeiling: number | undefined;
  /** Processors there are: a container that asks for more is not made. */
  cores: number | undefined;
  /** Where user ids are shifted a container must ask for those of the host. */
  hostUserIds: boolean;
}

const mib = 2 ** 20;
const limits = { cpus: 1, memoryBytes: 128 * mib, pids: 32, openFiles: 0, tmpBytes: mib };

/** Asks the engine once for what it grants; it tells its limit on open files only from inside a container. */
export class EngineGrants {
  readonly #engine: { connection: Connection; containers: Containers; instance: string };
  #known: Grants | undefined;
  /** By image, so that an image that cannot be asked fails only those who named it. */
  readonly #asking = new Map<string, Promise<Grants>>();

  constructor(engine: { connection: Connection; containers: Containers; instance: string }) {
    this.#engine = engine;
  }

  /** @param image any image with a shell */
  async get(image: string, user: { uid: number; gid: number }): Promise<Grants> {
    return this.#known ?? this.#asking.get(image) ?? this.#begin(image, user);
  }

  /** The engine has been away and may have other settings now. */
  forget(): void {
    this.#known = undefined;
    this.#asking.clear();
  }

  async #begin(image: string, user: { uid: number; gid: number }): Promise<Grants> {
    const asked = this.#ask(image, user);
    this.#asking.set(image, asked);
    const isCurrent = () => this.#asking.get(image) === asked;
    try {
      const grants = await asked;
      // What was asked before the engine went away says nothing about the one that came back.
      if (isCurrent()) this.#known = grants;
      return grants;
    } finally {
      if (isCurrent()) this.#asking.delete(image);
    }
  }

  async #ask(image: string, user: { uid: number; gid: number }): Promise<Grants> {
    const isolation = { limits, mounts: [], hostUserIds: false };
    const [{ userIdsRemapped, cores }, { stdout }] = await Promise.all([
      readEngineInfo(this.#engine.connection),
      runProbe(this.#engine, {
        owner: { instance: this.#engine.instance, role: 'probe' },
        nameSuffix: `-${randomUUID()}`,
        image,
        user,
        workingDir: '/',
        env: {},
        argv: ['sh', '-c', 'ulimit -Hn'],
        // Without a limit of its own it shows the engine's.
        hostConfig: { ...hostConfig(isolation), Ulimits: [] },
      }),
    ]);
    const ceiling = Number.parseInt(stdout, 10);
    return {
      openFilesCeiling: Number.isNaN(ceiling) ? undefined : ceiling,
      cores,
      hostUserIds: userIdsRemapped,
    };
  }
}

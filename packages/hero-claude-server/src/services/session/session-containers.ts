import type { SideLease } from '../../adapters/docker/container/side-containers.ts';
import type { Engine } from '../../adapters/docker/engine.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { ContainerExec } from '../../domain/container/container-exec.ts';
import { sessionFolder } from '../../domain/session/session-folder.ts';
import type { ImageService } from '../image-service.ts';
import { sideSpec } from './container-spec.ts';
import { assertFolder, type Owner } from './folder.ts';

/** A container that somebody works in; `release` once. */
export interface ContainerLease {
  containerId: string;
  kind: 'agent' | 'side';
  release: () => void;
}

/** A container over a session's files, whichever there is: the agent's, or one made for the purpose. */
export class SessionContainers {
  readonly #engine: Engine;
  readonly #images: ImageService;
  readonly #buildDir: string;
  readonly #owner: Owner;

  constructor(parts: { engine: Engine; images: ImageService; buildDir: string; owner: Owner }) {
    this.#engine = parts.engine;
    this.#images = parts.images;
    this.#buildDir = parts.buildDir;
    this.#owner = parts.owner;
  }

  async use<T>(record: SessionRecord, work: (exec: ContainerExec) => Promise<T>): Promise<T> {
    const { containerId } = record;
    if (containerId !== null) {
      return work(this.#engine.execIn(containerId));
    }
    return this.#useSide(record, work);
  }

  /** For as long as it takes; a side container stays until it is released, or the agent's takes its place. */
  async lease(record: SessionRecord): Promise<ContainerLease> {
    const { containerId } = record;
    if (containerId !== null) return { containerId, kind: 'agent', release: () => undefined };
    const side = await this.#acquireSide(record);
    return { containerId: side.containerId, kind: 'side', release: side.release };
  }

  async #useSide<T>(record: SessionRecord, work: (exec: ContainerExec) => Promise<T>): Promise<T> {
    const side = await this.#acquireSide(record);
    try {
      return await work(side.exec);
    } finally {
      side.release();
    }
  }

  async #acquireSide(record: SessionRecord): Promise<SideLease> {
    await assertFolder(this.#buildDir, record.sessionId);
    const folder = sessionFolder(this.#buildDir, record.sessionId);
    const imageId = await this.#images.ready(record.spec.image, () => undefined);
    return this.#engine.side.acquire(sideSpec({ record, folder, imageId, owner: this.#owner }));
  }

  /** Ends the side container of a session, if there is one. */
  async endSide(sessionId: string): Promise<void> {
    await this.#engine.side.retire(sessionId);
  }
}

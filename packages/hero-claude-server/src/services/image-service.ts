import type { Call } from 'hero-rpc';
import type { Engine } from '../adapters/docker/engine.ts';
import { type BuildProgress, buildImage } from '../adapters/image-builder.ts';
import type { EventStore } from '../adapters/store/event-store.ts';
import { builtImage } from '../domain/container/built-image.ts';
import { imageNotFound } from '../domain/container/engine-errors.ts';
import { claudeCodeVersion } from '../version.ts';
import type { EventService } from './event-service.ts';
import type { OperationLog } from './operation-log.ts';
import type { BuiltImage } from './server-context.ts';

export interface ImageParts {
  engine: Engine;
  store: EventStore;
  events: EventService;
  operations: OperationLog;
  script: string;
  owner: { uid: number; gid: number };
  stopping: AbortSignal;
}

/** The session images: building our own, and making sure that an image can carry a session. */
export class ImageService {
  readonly #parts: ImageParts;
  readonly #watchers = new Set<(progress: BuildProgress) => void>();
  #build: Promise<{ built: boolean }> | undefined;

  constructor(parts: ImageParts) {
    this.#parts = parts;
  }

  /** Refuses an image that nobody can build for the session, before anything is copied. */
  async checkChoice(image: string): Promise<void> {
    if (image === builtImage) return;
    if ((await this.#parts.engine.findImage(image)) === undefined) throw imageNotFound({ image });
  }

  /** The id of an image that is there and fit to run the agent; builds our own when it is missing. */
  async ready(image: string, onProgress: (progress: BuildProgress) => void): Promise<string> {
    const { engine, owner } = this.#parts;
    let found = await engine.findImage(image);
    if (found === undefined && image === builtImage) {
      await this.#buildOnce(false, onProgress);
      found = await engine.findImage(image);
    }
    if (found === undefined) throw imageNotFound({ image });
    await engine.probeImage(found.id, { image, user: owner, cliVersion: claudeCodeVersion });
    return found.id;
  }

  async build({ force = false }: { force?: boolean | undefined }, call: Call): Promise<BuiltImage> {
    const { engine, operations } = this.#parts;
    const began = performance.now();
    const { built } = await this.#buildOnce(force, () => undefined);
    const image = await engine.findImage(builtImage);
    if (image === undefined) throw imageNotFound({ image: builtImage });
    operations.record({
      operation: 'image.build',
      message: built ? `built ${builtImage}` : `${builtImage} is up to date`,
      user: call.user,
      ms: performance.now() - began,
    });
    return { image: builtImage, image_id: image.id, size_bytes: image.sizeBytes, built };
  }

  /** One build at a time; whoever asks meanwhile waits for the same one. */
  async #buildOnce(force: boolean, watcher: (progress: BuildProgress) => void): Promise<{ built: boolean }> {
    this.#watchers.add(watcher);
    try {
      this.#build ??= this.#run(force).finally(() => {
        this.#build = undefined;
      });
      return await this.#build;
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  async #run(force: boolean): Promise<{ built: boolean }> {
    const { script, stopping, store, events } = this.#parts;
    const tell = (data: object) => {
      store.append(null, 'image.progress', new Date().toISOString(), data);
      events.poke();
    };
    return buildImage({
      script,
      tag: builtImage,
      force,
      signal: stopping,
      onLine: (line) => tell({ line }),
      onProgress: (progress) => {
        tell(progress);
        for (const watcher of this.#watchers) watcher(progress);
      },
    });
  }
}

import type { Call } from 'hero-rpc';
import type { Engine } from '../adapters/docker/engine.ts';
import { type BuildProgress, buildImage } from '../adapters/image-builder.ts';
import type { EventStore } from '../adapters/store/event-store.ts';
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
  /** The image that is built here when it is missing. */
  defaultImage: string;
  script: string;
  owner: { uid: number; gid: number };
  stopping: AbortSignal;
}

/** The session images: building the default one, and making sure that an image can carry a session. */
export class ImageService {
  readonly #parts: ImageParts;
  readonly #watchers = new Set<(progress: BuildProgress) => void>();
  #build: Promise<{ built: boolean }> | undefined;

  constructor(parts: ImageParts) {
    this.#parts = parts;
  }

  /** Refuses an image that nobody can build for the session, before anything is copied. */
  async checkChoice(image: string): Promise<void> {
    if (image === this.#parts.defaultImage) return;
    if ((await this.#parts.engine.findImage(image)) === undefined) throw imageNotFound({ image });
  }

  /** The id of an image that is there and fit to run the agent; builds the default one when it is missing. */
  async ready(image: string, onProgress: (progress: BuildProgress) => void): Promise<string> {
    const { engine, defaultImage, owner } = this.#parts;
    let found = await engine.findImage(image);
    if (found === undefined && image === defaultImage) {
      await this.#buildOnce(false, onProgress);
      found = await engine.findImage(image);
    }
    if (found === undefined) throw imageNotFound({ image });
    await engine.probeImage(found.id, { image, user: owner, cliVersion: claudeCodeVersion });
    return found.id;
  }

  async build({ force = false }: { force?: boolean | undefined }, call: Call): Promise<BuiltImage> {
    const { engine, defaultImage, operations } = this.#parts;
    const began = performance.now();
    const { built } = await this.#buildOnce(force, () => undefined);
    const image = await engine.findImage(defaultImage);
    if (image === undefined) throw imageNotFound({ image: defaultImage });
    operations.record({
      operation: 'image.build',
      message: built ? `built ${defaultImage}` : `${defaultImage} is up to date`,
      user: call.user,
      ms: performance.now() - began,
    });
    return { image: defaultImage, image_id: image.id, size_bytes: image.sizeBytes, built };
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
    const { script, defaultImage, stopping, store, events } = this.#parts;
    const tell = (data: object) => {
      store.append(null, 'image.progress', new Date().toISOString(), data);
      events.poke();
    };
    return buildImage({
      script,
      tag: defaultImage,
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

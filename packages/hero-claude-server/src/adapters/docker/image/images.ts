import { imageMissingTool, imageNotFound, imageWrongCli } from '../../../domain/container/engine-errors.ts';
import type { Containers } from '../container/containers.ts';
import type { Connection } from '../engine/connection.ts';
import { statusOf } from '../translate.ts';
import { type ImageFacts, probeImage } from './image-probe.ts';

export interface ImageSummary {
  id: string;
  labels: Record<string, string>;
  sizeBytes: number;
  /** Where the image says its programs are. */
  path: string | undefined;
}

/** Images of the engine; what a probe found is remembered, because an image id stands for its content. */
export class Images {
  readonly #engine: { connection: Connection; containers: Containers; instance: string };
  readonly #facts = new Map<string, Promise<ImageFacts>>();

  constructor(engine: { connection: Connection; containers: Containers; instance: string }) {
    this.#engine = engine;
  }

  /** Finds an image by reference or id; undefined when the engine does not have it. Never pulls. */
  async find(ref: string): Promise<ImageSummary | undefined> {
    const { connection } = this.#engine;
    try {
      const info = await connection.call({ operation: 'look up an image', subject: ref }, () =>
        connection.docker.getImage(ref).inspect(),
      );
      const { Labels: labels, Env: env } = info.Config ?? {};
      const path = env?.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
      return { id: info.Id, labels: labels ?? {}, sizeBytes: info.Size, path };
    } catch (error) {
      if (imageNotFound.is(error) || statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /** @throws image.not_found, engine.* */
  async facts(ref: string, user: { uid: number; gid: number }): Promise<ImageFacts> {
    const image = await this.find(ref);
    if (image === undefined) throw imageNotFound({ image: ref });
    const key = `${image.id} ${user.uid}:${user.gid}`;
    const known = this.#facts.get(key) ?? probeImage(this.#engine, { id: image.id, user });
    this.#facts.set(key, known);
    known.catch(() => this.#facts.delete(key));
    return known;
  }

  /**
   * Makes sure that sessions can run in the image; `choice.image` is the name that errors show.
   * @throws image.missing_tool, image.wrong_cli, image.not_found, engine.*
   */
  async assertUsable(
    id: string,
    choice: { image: string; user: { uid: number; gid: number }; cliVersion: string },
  ): Promise<ImageFacts> {
    const { image, cliVersion } = choice;
    const facts = await this.facts(id, choice.user);
    if (facts.missing.length > 0) throw imageMissingTool({ image, missing: facts.missing });
    if (facts.cliVersion !== cliVersion) {
      const have = facts.cliVersion ?? 'of an unknown version (claude --version does not run)';
      throw imageWrongCli({ image, want: cliVersion, have });
    }
    return facts;
  }
}

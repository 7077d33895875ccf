import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ContainerSummary, Containers } from '../container/containers.ts';
import { readJsonLines } from '../image/json-lines.ts';
import { type ContainerRole, labelNames, roleOf } from '../labels.ts';
import type { Connection } from './connection.ts';

/** Something happened to a container of this installation, or to the connection itself. */
export type EngineEvent =
  | {
      kind: 'container';
      /** `start die oom pause unpause destroy …`, as Docker names them. */
      action: string;
      containerId: string;
      sessionId: string | undefined;
      role: ContainerRole | undefined;
      at: Date;
    }
  /** Events flow from here on. What happened before shows in `containers`, which is all there are. */
  | { kind: 'connected'; containers: ContainerSummary[] }
  | { kind: 'disconnected'; reason: string };

const Line = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
  timeNano: z.number().default(() => Date.now() * 1e6),
});

/** Podman has names of its own for these. */
const actionAliases: Record<string, string> = { died: 'die', remove: 'destroy', cleanup: 'die' };
const firstRetryMs = 100;
const longestRetryMs = 5000;

/** The engine's event stream. It connects with the first subscriber and again whenever the engine was away. */
export class EngineEvents {
  readonly #connection: Connection;
  readonly #containers: Containers;
  readonly #instance: string;
  readonly #log: Logger;
  readonly #onConnected: () => Promise<void>;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #closing = new AbortController();
  #following: Promise<void> | undefined;

  constructor(parts: {
    connection: Connection;
    containers: Containers;
    instance: string;
    log: Logger;
    /** Puts in order what could not be done while the engine was away. */
    onConnected: () => Promise<void>;
  }) {
    this.#connection = parts.connection;
    this.#containers = parts.containers;
    this.#instance = parts.instance;
    this.#log = parts.log;
    this.#onConnected = parts.onConnected;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    this.#following ??= this.#follow();
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    let retryMs = firstRetryMs;
    while (!signal.aborted) {
      let reason = 'the engine closed the stream';
      try {
        await this.#followOnce(() => {
          retryMs = firstRetryMs;
        });
      } catch (error) {
        reason = (error as Error).message;
      }
      if (signal.aborted) return;
      this.#emit({ kind: 'disconnected', reason });
      await delay(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    }
  }

  async #followOnce(onConnected: () => void): Promise<void> {
    const { signal } = this.#closing;
    const filters = { type: ['container' as const], label: [`${labelNames.instance}=${this.#instance}`] };
    const stream = await this.#connection.call({ operation: 'follow events', signal }, () =>
      this.#connection.docker.getEvents({ filters, abortSignal: signal }),
    );
    const stop = () => (stream as unknown as { destroy: () => void }).destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      // The stream is open before the list is taken, so nothing falls between the two.
      const containers = await this.#containers.list();
      onConnected();
      this.#emit({ kind: 'connected', containers });
      this.#onConnected().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'what the absence of the engine left undone is still undone');
      });
      for await (const line of readJsonLines(stream)) this.#read(line);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  #read(line: unknown): void {
    const { Action, Actor, timeNano } = Line.parse(line);
    this.#emit({
      kind: 'container',
      action: actionAliases[Action] ?? Action,
      containerId: Actor.ID,
      sessionId: Actor.Attributes[labelNames.session],
      role: roleOf(Actor.Attributes),
      at: new Date(timeNano / 1e6),
    });
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ err: error, event: event.kind }, 'a listener to engine events failed');
      }
    }
  }
}

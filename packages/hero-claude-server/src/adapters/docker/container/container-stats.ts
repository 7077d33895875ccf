import type { Logger } from 'pino';
import { z } from 'zod';
import type { Connection } from '../engine/connection.ts';
import { readJsonLines } from '../image/json-lines.ts';
import type { Containers } from './containers.ts';

export interface ContainerStats {
  /** Of one core: 150 is one and a half cores. */
  cpuPercent: number;
  /** Without the page cache that the kernel can take back. */
  memoryBytes: number;
  memoryLimitBytes: number;
  pids: number;
  at: Date;
}

const Cpu = z.object({
  cpu_usage: z.object({ total_usage: z.number(), percpu_usage: z.array(z.number()).nullish() }),
  system_cpu_usage: z.number().default(0),
  online_cpus: z.number().default(0),
});

const Sample = z.object({
  read: z.string(),
  cpu_stats: Cpu,
  precpu_stats: Cpu,
  memory_stats: z.object({
    usage: z.number().default(0),
    limit: z.number().default(0),
    stats: z.record(z.string(), z.number()).default({}),
  }),
  pids_stats: z.object({ current: z.number().default(0) }).default({ current: 0 }),
});

function cpuPercent({ cpu_stats: now, precpu_stats: before }: z.infer<typeof Sample>): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = now.system_cpu_usage - before.system_cpu_usage;
  const cores = now.online_cpus || now.cpu_usage.percpu_usage?.length || 1;
  const isFirst = before.system_cpu_usage === 0;
  return isFirst || used <= 0 || passed <= 0 ? 0 : Math.round((used / passed) * cores * 1000) / 10;
}

function readSample(line: unknown): ContainerStats | undefined {
  const parsed = Sample.safeParse(line);
  if (!parsed.success || parsed.data.read.startsWith('0001-')) return undefined;
  const { memory_stats: memory, pids_stats: pids, read } = parsed.data;
  // cgroup v1 calls it total_inactive_file.
  const cache = memory.stats['total_inactive_file'] ?? memory.stats['inactive_file'] ?? 0;
  return {
    cpuPercent: cpuPercent(parsed.data),
    memoryBytes: Math.max(0, memory.usage - cache),
    memoryLimitBytes: memory.limit,
    pids: pids.current,
    at: new Date(read),
  };
}

interface Subscription {
  latest: ContainerStats | undefined;
  stop: () => void;
}

/**
 * One statistics stream per running container, because a single reading takes the engine a whole second.
 * A stream ends with its container.
 */
export class StatsBoard {
  readonly #connection: Connection;
  readonly #containers: Containers;
  readonly #log: Logger;
  #closed = false;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(parts: { connection: Connection; containers: Containers; log: Logger }) {
    this.#connection = parts.connection;
    this.#containers = parts.containers;
    this.#log = parts.log;
  }

  /** The newest reading, at most about a second old; undefined until the first has come. Starts the stream. */
  latest(containerId: string): ContainerStats | undefined {
    const known = this.#subscriptions.get(containerId);
    if (known !== undefined) return known.latest;
    const subscription: Subscription = { latest: undefined, stop: () => undefined };
    this.#subscriptions.set(containerId, subscription);
    void this.#follow(containerId, subscription);
    return undefined;
  }

  /** Containers whose stream is open. */
  get followed(): string[] {
    return [...this.#subscriptions.keys()];
  }

  close(): void {
    this.#closed = true;
    for (const { stop } of this.#subscriptions.values()) stop();
  }

  async #follow(containerId: string, subscription: Subscription): Promise<void> {
    try {
      await this.#containers.own(containerId);
      const stream = await this.#connection.call({ operation: 'read statistics', subject: containerId }, () =>
        this.#connection.docker.getContainer(containerId).stats({ stream: true }),
      );
      subscription.stop = () => (stream as unknown as { destroy: () => void }).destroy();
      if (this.#closed) return;
      for await (const line of readJsonLines(stream)) {
        const sample = readSample(line);
        // Without memory and processes it is the engine's way to say that the container has ended.
        if (sample === undefined || sample.memoryLimitBytes === 0) break;
        subscription.latest = sample;
      }
    } catch (error) {
      this.#log.debug({ err: error, container_id: containerId }, 'no statistics of a container');
    } finally {
      subscription.stop();
      this.#subscriptions.delete(containerId);
    }
  }
}

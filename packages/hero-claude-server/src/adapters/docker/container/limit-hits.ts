import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Containers } from './containers.ts';

/** How often the kernel said no to what runs in a container since its start. */
export interface LimitHits {
  /** Processes and threads that were not made. */
  processes: number;
  /** Processes ended for lack of memory. */
  memory: number;
}

export type LimitKind = keyof LimitHits;

/** The file of the kernel that counts, and the name of the count in it. */
interface Counter {
  file: string;
  key: string;
}

const unified: Record<LimitKind, Counter> = {
  processes: { file: 'pids.events', key: 'max' },
  memory: { file: 'memory.events', key: 'oom_kill' },
};
/** One hierarchy per controller, as older systems have it. */
const separate: Record<LimitKind, Counter & { controller: string }> = {
  processes: { ...unified.processes, controller: 'pids' },
  memory: { controller: 'memory', file: 'memory.oom_control', key: 'oom_kill' },
};

/**
 * Where the kernel counts for the processes of a control group.
 * @param membership content of `/proc/<pid>/cgroup`
 */
export function counterFiles(membership: string, root = '/sys/fs/cgroup'): Record<LimitKind, Counter> {
  const groups = membership
    .split('\n')
    .map((line) => /^\d+:(?<controllers>[^:]*):(?<path>.*)$/.exec(line)?.groups)
    .filter((found) => found !== undefined);
  const fileFor = (kind: LimitKind): Counter => {
    const { controller, file, key } = separate[kind];
    const own = groups.find(({ controllers }) => controllers?.split(',').includes(controller));
    if (own?.['path'] !== undefined) return { file: join(root, controller, own['path'], file), key };
    const common = groups.find(({ controllers }) => controllers === '')?.['path'] ?? '';
    return { file: join(root, common, unified[kind].file), key: unified[kind].key };
  };
  return { processes: fileFor('processes'), memory: fileFor('memory') };
}

/**
 * Reads from the kernel what the engine does not tell, or only of a container's first process. Where the engine
 * runs on another machine, or in one of its own, there is nothing to read.
 */
export class LimitMeter {
  readonly #containers: Containers;
  readonly #files = new Map<string, Record<LimitKind, Counter>>();

  constructor(containers: Containers) {
    this.#containers = containers;
  }

  /** Undefined where it cannot be told, for instance when the container has ended. */
  async of(containerId: string): Promise<LimitHits | undefined> {
    try {
      const files = this.#files.get(containerId) ?? (await this.#find(containerId));
      this.#files.set(containerId, files);
      const [processes, memory] = await Promise.all([read(files.processes), read(files.memory)]);
      return { processes, memory };
    } catch {
      this.#files.delete(containerId);
      return undefined;
    }
  }

  async #find(containerId: string): Promise<Record<LimitKind, Counter>> {
    const { pid } = await this.#containers.inspect(containerId);
    return counterFiles(await readFile(`/proc/${pid}/cgroup`, 'utf8'));
  }
}

async function read({ file, key }: Counter): Promise<number> {
  const line = (await readFile(file, 'utf8')).split('\n').find((each) => each.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

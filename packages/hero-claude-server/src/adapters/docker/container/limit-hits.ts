import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Containers } from './containers.ts';

/** With less of it left it is full: who has met its end has cleared up a little, perhaps. */
const fullShare = 0.005;
const noSpaceToTell = { blocks: 0, bavail: 0, files: 0, ffree: 0 };

/** What the kernel says no to in a container: how often since its start, and now. */
export interface LimitHits {
  /** Processes and threads that were not made. */
  processes: number;
  /** Processes ended for lack of memory. */
  memory: number;
  /** Whether nothing more can be written to /tmp. */
  tmpFull: boolean;
}

type LimitKind = Exclude<keyof LimitHits, 'tmpFull'>;

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

interface Places {
  files: Record<LimitKind, Counter>;
  /** A mount in a read-only root: nothing in the container can put a link in its place. */
  tmp: string;
}

/**
 * Reads from the kernel what the engine does not tell, or only of a container's first process. Where the engine
 * runs on another machine, or in one of its own, there is nothing to read.
 */
export class LimitMeter {
  readonly #containers: Containers;
  readonly #places = new Map<string, Places>();

  constructor(containers: Containers) {
    this.#containers = containers;
  }

  /** Undefined where it cannot be told, for instance when the container has ended. */
  async of(containerId: string): Promise<LimitHits | undefined> {
    try {
      const places = this.#places.get(containerId) ?? (await this.#find(containerId));
      this.#places.set(containerId, places);
      const { files, tmp } = places;
      const [processes, memory, tmpFull] = await Promise.all([
        read(files.processes),
        read(files.memory),
        isFull(tmp),
      ]);
      return { processes, memory, tmpFull };
    } catch {
      this.#places.delete(containerId);
      return undefined;
    }
  }

  async #find(containerId: string): Promise<Places> {
    const { pid } = await this.#containers.inspect(containerId);
    const files = counterFiles(await readFile(`/proc/${pid}/cgroup`, 'utf8'));
    return { files, tmp: `/proc/${pid}/root/tmp` };
  }
}

async function read({ file, key }: Counter): Promise<number> {
  const line = (await readFile(file, 'utf8')).split('\n').find((each) => each.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

/** Of its size or of the files it may have; false where the server may not look. */
async function isFull(tmp: string): Promise<boolean> {
  const { blocks, bavail, files, ffree } = await statfs(tmp).catch(() => noSpaceToTell);
  return bavail < blocks * fullShare || ffree < files * fullShare;
}

import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import { containerPaths } from './container-spec.ts';

/** Bytes that the folders of a session occupy; links are counted as links. */
export interface DiskUse {
  codeBytes: number;
  claudeBytes: number;
  homeBytes: number;
  at: Date;
}

const keepMs = 30_000;
const timeoutMs = 60_000;
const kib = 1024;

/**
 * Measures session folders from inside a container: the host never walks a tree that an agent can write.
 * A result is kept for half a minute; callers that come meanwhile share one measurement.
 */
export class DiskUseMeter {
  readonly #known = new Map<string, { at: number; use: Promise<DiskUse> }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async of(sessionId: string, exec: ContainerExec): Promise<DiskUse> {
    const known = this.#known.get(sessionId);
    if (known !== undefined && this.#now() - known.at < keepMs) return known.use;
    const use = this.#measure(exec);
    this.#known.set(sessionId, { at: this.#now(), use });
    use.catch(() => this.#known.delete(sessionId));
    return use;
  }

  forget(sessionId: string): void {
    this.#known.delete(sessionId);
  }

  async #measure(exec: ContainerExec): Promise<DiskUse> {
    const { code, claude, home } = containerPaths;
    // Files may vanish while it walks: it complains, and its numbers stand.
    const { stdout } = await exec(['du', '-skxP', '--', code, claude, home], { cwd: '/', timeoutMs });
    const bytes = (path: string) => {
      const line = stdout.split('\n').find((entry) => entry.endsWith(`\t${path}`));
      return line === undefined ? 0 : Number.parseInt(line, 10) * kib;
    };
    return {
      codeBytes: bytes(code),
      claudeBytes: bytes(claude),
      homeBytes: bytes(home),
      at: new Date(this.#now()),
    };
  }
}

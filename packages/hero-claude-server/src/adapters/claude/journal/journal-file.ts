import { constants, type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { runProcess } from '../../../lib/process.ts';

export interface FileExtent {
  size: number;
  /** Bytes that take space on the disk; holes take none. */
  allocated: number;
}

const seekProgram = 'open F,"<",$ARGV[0] or exit 2; $p=sysseek F,$ARGV[1],3; print defined $p ? $p+0 : -s F';

const toolEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin' };

/**
 * A journal file that an untrusted process also has open. It is opened once and never followed as a link;
 * tools reach it through the open descriptor, so what happens to its path meanwhile does not matter.
 */
export class JournalFile implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(path: string): Promise<JournalFile> {
    return new JournalFile(await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW));
  }

  async extent(): Promise<FileExtent> {
    const { size, blocks } = await this.#handle.stat();
    return { size, allocated: blocks * 512 };
  }

  async read(position: number, maxBytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(maxBytes);
    const { bytesRead } = await this.#handle.read(buffer, 0, maxBytes, position);
    return buffer.subarray(0, bytesRead);
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.appendFile(bytes);
  }

  /** Where the next bytes are that are not a hole, the end of the file at last; `position` when unknown. */
  async nextData(position: number): Promise<number> {
    // Node has no lseek; perl is part of every system that has git.
    const args = ['-e', seekProgram, '--', this.#descriptorPath(), String(position)];
    const result = await runProcess('perl', args, { env: toolEnv, timeoutMs: 10_000 }).catch(() => null);
    const found = result?.exitCode === 0 ? Number(result.stdout.toString()) : Number.NaN;
    return Number.isSafeInteger(found) && found > position ? found : position;
  }

  /** Gives the disk space of these bytes back; they read as zeros from then on, and the size stays. */
  async punchHole(from: number, to: number): Promise<boolean> {
    const range = ['--offset', String(from), '--length', String(to - from)];
    const args = ['--punch-hole', ...range, this.#descriptorPath()];
    const result = await runProcess('fallocate', args, { env: toolEnv, timeoutMs: 60_000 }).catch(() => null);
    return result?.exitCode === 0;
  }

  /** Calls back on each change, where the system can tell. */
  watch(onChange: () => void): FSWatcher | null {
    try {
      const watcher = watch(this.#descriptorPath(), { persistent: false }, onChange);
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  #descriptorPath(): string {
    return `/proc/${process.pid}/fd/${this.#handle.fd}`;
  }
}

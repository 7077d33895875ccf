import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ListenError, socketInUse } from './listen-error.ts';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

/**
 * Makes one process the owner of a path, a socket's or a database's, also when several start at once on what a killed one left.
 *
 * A lock is a file `.<name>.lock-<n>` that names its owner; the highest n counts. A stale lock is never
 * removed to make room, because between looking and removing it may have become someone else's: the next
 * number is made beside it instead, which only one process can do. For the same reason the file of the last
 * owner stays when it is done, without a name in it.
 */
export class PathLock implements Disposable {
  readonly #file: string;
  #released = false;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Throws what `refusal` makes when a running process owns the path: a `ListenError` with exit code 75. */
  static acquire(path: string, refusal: (path: string, pid: number) => ListenError = socketInUse): PathLock {
    const directory = dirname(path);
    const prefix = `.${basename(path)}.lock-`;
    for (;;) {
      const newest = newestLock(directory, prefix);
      const owner = ownerOf(join(directory, prefix + newest));
      if (owner !== undefined && isRunning(owner)) throw refusal(path, owner.pid);
      const number = newest + 1;
      const file = join(directory, prefix + number);
      if (!create(file)) continue;
      // The state this was decided on may be old, and the number made, used and tidied away since.
      if (newestLock(directory, prefix) === number) {
        removeBelow(directory, prefix, number);
        return new PathLock(file);
      }
      rmSync(file, { force: true });
    }
  }

  [Symbol.dispose](): void {
    if (this.#released) return;
    this.#released = true;
    try {
      renameSync(writeDraft(dirname(this.#file), {}), this.#file);
    } catch (error) {
      // The whole directory was removed meanwhile: nothing is left to release.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function locks(directory: string, prefix: string): number[] {
  const names = readdirSync(directory).filter((name) => name.startsWith(prefix));
  return names.map((name) => Number(name.slice(prefix.length))).filter(Number.isSafeInteger);
}

/** 0 when there is none. */
function newestLock(directory: string, prefix: string): number {
  return Math.max(0, ...locks(directory, prefix));
}

function removeBelow(directory: string, prefix: string, number: number): void {
  for (const lower of locks(directory, prefix)) {
    if (lower < number) rmSync(join(directory, prefix + lower), { force: true });
  }
}

/** Appears with its content at once, and only where nothing was: a link never replaces. */
function create(file: string): boolean {
  const draft = writeDraft(dirname(file), identityOf(process.pid) ?? {});
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(directory: string, content: object): string {
  const draft = join(directory, `.${randomUUID()}.tmp`);
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
  return draft;
}

function ownerOf(file: string): ProcessIdentity | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isIdentity(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number';
}

import type { FileHandle } from 'node:fs/promises';
import { openBundleSink } from './bundle-sink.ts';
import { copyFailure, type SessionCopy, tryCopyGit } from './container-git.ts';

/** A bundle that left a container: bytes in a host-owned file, nothing of it believed. */
export interface OutgoingBundle extends AsyncDisposable {
  /** Stands at the first byte. */
  handle: FileHandle;
}

const timeoutMs = 900_000;

/**
 * Writes `git bundle` of one ref of a session copy to a file on the host.
 * @throws delivery.too_large, disk.full, delivery.timeout, delivery.copy_broken
 */
export async function streamBundle(options: {
  copy: SessionCopy;
  /** A ref: git does not bundle a bare commit id. */
  rev: string;
  exclude: readonly string[];
  dir: string;
  maxBundleBytes: number;
  /** Hears how many bytes have come out so far. */
  onBytes?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}): Promise<OutgoingBundle> {
  const { copy, rev, exclude, signal } = options;
  const sink = await openBundleSink(options.dir, copy.repo, options.maxBundleBytes, options.onBytes);
  try {
    const stop = signal === undefined ? sink.overflow : AbortSignal.any([signal, sink.overflow]);
    const args = ['bundle', 'create', '--quiet', '-', rev, ...exclude.map((oid) => `^${oid}`)];
    const result = await tryCopyGit(copy, args, {
      step: 'bundling',
      stdout: sink.stream,
      timeoutMs,
      signal: stop,
    });
    sink.overflow.throwIfAborted();
    if (result.exitCode !== 0) throw copyFailure(copy, result);
    return { handle: await sink.close(), [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose]() };
  } catch (error) {
    // Ended because of the file: that is the reason, not that it was ended.
    const reason: unknown = sink.overflow.aborted ? sink.overflow.reason : error;
    await sink[Symbol.asyncDispose]();
    throw reason;
  }
}

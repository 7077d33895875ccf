import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of the test's own, gone at the end of its block. */
export async function tempDir(): Promise<AsyncDisposable & { dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'tk-'));
  return { dir, [Symbol.asyncDispose]: async () => await rm(dir, { recursive: true, force: true }) };
}

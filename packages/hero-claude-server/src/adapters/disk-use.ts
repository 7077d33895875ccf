import { runProcess } from '../lib/process.ts';

const timeoutMs = 20_000;

/**
 * Bytes on disk below a folder, hard links counted once; null when it cannot be told in time. `du` neither
 * follows links nor opens files, so an agent-written tree cannot lead it astray.
 */
export async function diskUse(path: string, signal?: AbortSignal): Promise<number | null> {
  return sumUp(['--block-size=1'], path, signal);
}

/** Files, folders and links below a folder, in the same way. */
export async function fileCount(path: string, signal?: AbortSignal): Promise<number | null> {
  return sumUp(['--inodes'], path, signal);
}

async function sumUp(flags: string[], path: string, signal: AbortSignal | undefined): Promise<number | null> {
  const result = await runProcess('du', ['-sx', ...flags, '--', path], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    timeoutMs,
    ...(signal && { signal }),
  }).catch(() => undefined);
  const bytes = Number.parseInt(result?.stdout.toString() ?? '', 10);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

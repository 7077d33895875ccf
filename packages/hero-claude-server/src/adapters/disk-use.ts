import { runProcess } from '../lib/process.ts';

const timeoutMs = 20_000;

/**
 * Bytes on disk below a folder, hard links counted once; null when it cannot be told in time. `du` neither
 * follows links nor opens files, so an agent-written tree cannot lead it astray.
 */
export async function diskUse(path: string, signal?: AbortSignal): Promise<number | null> {
  const result = await runProcess('du', ['-s', '--block-size=1', '--', path], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    timeoutMs,
    ...(signal && { signal }),
  }).catch(() => undefined);
  const bytes = Number.parseInt(result?.stdout.toString() ?? '', 10);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
